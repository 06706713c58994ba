package io.ternmq.jms.rocketmq;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBufUtil;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.frame.HeaderFields;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests for clusters with access control (PROTOCOL §15): HMAC-SHA1 over the values of all header fields in the order of their
 * names, and the body.
 */
final class Signing {
    private static final String ALGORITHM = "HmacSHA1";

    private Signing() {
    }

    /** Adds the user and the signature to a request that is complete. */
    static void sign(Frame request, String user, String password) {
        HeaderFields fields = request.fields();
        fields.put("AccessKey", user);
        Map<String, String> sorted = new TreeMap<>();
        for (int i = 0; i < fields.size(); i++) {
            sorted.put(fields.key(i), fields.value(i));
        }
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(password.getBytes(UTF_8), ALGORITHM));
            sorted.values().forEach(value -> mac.update(value.getBytes(UTF_8)));
            mac.update(ByteBufUtil.getBytes(request.body()));
            fields.put("Signature", Base64.getEncoder().encodeToString(mac.doFinal()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
