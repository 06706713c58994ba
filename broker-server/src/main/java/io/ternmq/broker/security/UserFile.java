package io.ternmq.broker.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The users' file: one {@link User} a line; blank lines and lines that begin with {@code #} are left alone. */
final class UserFile {

    private static final FileAttribute<?> OWNER_ONLY =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private UserFile() {
    }

    /**
     * The users by name.
     *
     * @throws UncheckedIOException     when it cannot be read
     * @throws IllegalArgumentException naming file and line of the first fault
     */
    static Map<String, User> read(Path file) {
        List<String> lines = lines(file);
        Map<String, User> users = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).trim();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            try {
                User user = User.parse(line);
                if (users.put(user.name(), user) != null) {
                    throw new IllegalArgumentException("user " + user.name() + " stands here a second time");
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(file + ":" + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        return users;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException("the users' file " + file + " cannot be read: " + e, e));
        }
    }

    /** Puts a user in, in place of one of the same name. The file is replaced as a whole, so that nobody reads half of it. */
    static void put(Path file, User user) {
        List<String> lines = without(file, user.name());
        lines.add(user.toLine());
        write(file, lines);
    }

    /** Takes a user out; false when there is none of that name. */
    static boolean remove(Path file, String name) {
        boolean isThere = read(file).containsKey(name);
        if (isThere) {
            write(file, without(file, name));
        }
        return isThere;
    }

    private static List<String> without(Path file, String name) {
        List<String> kept = new ArrayList<>();
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            lines(file).stream().filter(line -> !line.trim().startsWith(name + ":")).forEach(kept::add);
        }
        return kept;
    }

    private static void write(Path file, List<String> lines) {
        Path target = file.toAbsolutePath();
        Path draft = target.resolveSibling(target.getFileName() + ".new");
        boolean isPosix = target.getFileSystem().supportedFileAttributeViews().contains("posix");
        try {
            Files.deleteIfExists(draft);
            if (isPosix) {
                Files.createFile(draft, OWNER_ONLY);
            } else {
                Files.createFile(draft);
            }
            Files.write(draft, lines, UTF_8, StandardOpenOption.WRITE);
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException("the users' file " + file + " cannot be written: " + e, e));
        }
    }
}
