package io.ternmq.jms.rocketmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.wire.frame.Frame;
import java.util.HashMap;
import org.apache.rocketmq.acl.common.AclClientRPCHook;
import org.apache.rocketmq.acl.common.SessionCredentials;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.junit.jupiter.api.Test;

class SigningTest {
    @Test
    void signsAsRocketMqsClientDoes() {
        RemotingCommand theirs = RemotingCommand.createRequestCommand(310, null);
        theirs.setExtFields(new HashMap<>());
        theirs.addExtField("topic", "grüße");
        theirs.addExtField("b", "second");
        theirs.addExtField("queueId", "3");
        theirs.setBody("body".getBytes(UTF_8));
        new AclClientRPCHook(new SessionCredentials("user", "secret-key")).doBeforeRequest("127.0.0.1:1", theirs);
        Frame ours = Frame.request(310).body("body".getBytes(UTF_8));
        ours.fields().put("topic", "grüße").put("b", "second").put("queueId", 3);

        Signing.sign(ours, "user", "secret-key");

        assertThat(ours.fields().get("Signature")).isEqualTo(theirs.getExtFields().get("Signature"));
        assertThat(ours.fields().get("AccessKey")).isEqualTo("user");
    }
}
