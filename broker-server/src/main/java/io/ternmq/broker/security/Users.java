package io.ternmq.broker.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.ongres.scram.common.ScramFunctions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The users of a file, read at start and again when it has changed. {@link #find} from any thread; {@link #refresh} from one that may
 * wait for the disk.
 */
public final class Users {

    private static final Logger LOG = LoggerFactory.getLogger(Users.class);
    private static final int SECRET_BYTES = 32;

    private final Path file;
    private final byte[] secret = new byte[SECRET_BYTES];
    private volatile Map<String, User> users;
    private FileTime readTime;

    private Users(Path file) {
        this.file = file;
        new SecureRandom().nextBytes(secret);
    }

    /**
     * Reads the file.
     *
     * @throws IllegalArgumentException naming file and line of a fault
     * @throws java.io.UncheckedIOException when it cannot be read
     */
    public static Users of(Path file) {
        Users users = new Users(file);
        users.readTime = users.changeTime();
        users.users = UserFile.read(file);
        LOG.info("JMS connections sign on with the users of {}: {} of them", file, users.users.size());
        return users;
    }

    /**
     * Puts a user into a file, which is made when there is none; {@code bin/mqusers} for programs.
     *
     * @param password stays with the caller
     */
    public static void put(Path file, String name, char[] password) {
        User.requireName(name);
        if (password.length == 0) {
            throw new IllegalArgumentException("the password is empty (expected: at least one character)");
        }
        UserFile.put(file, User.of(name, password, new SecureRandom()));
    }

    /** Reads the file again when it has changed; keeps the users that are known when it cannot be read or has a fault. */
    public void refresh() {
        FileTime now = changeTime();
        if (now.equals(readTime)) {
            return;
        }
        readTime = now;
        try {
            users = UserFile.read(file);
            LOG.info("{} has changed: {} users now", file, users.size());
        } catch (RuntimeException e) {
            LOG.error("The users stay as they were: {}", e.getMessage());
        }
    }

    private FileTime changeTime() {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            LOG.warn("The users' file {} cannot be looked at: {}", file, e.toString());
            return FileTime.fromMillis(0);
        }
    }

    /** The user of that name, or null. */
    User find(String name) {
        return users.get(name);
    }

    /**
     * Somebody who has no password, for a name that nobody has: an answer that looks like any user's, and the same each time, so that
     * nobody learns which names exist.
     */
    User nobody(String name) {
        byte[] salt = ScramFunctions.hmac(User.MECHANISM, name.getBytes(UTF_8), secret);
        String cut = Base64.getEncoder().encodeToString(Arrays.copyOf(salt, User.SALT_BYTES));
        int iterations = users.values().stream().mapToInt(User::iterations).findFirst().orElse(User.MIN_ITERATIONS);
        // No key hashes to nothing.
        return new User("nobody", iterations, cut, new byte[0], new byte[0]);
    }
}
