package io.ternmq.broker.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Keeps a file of users: {@code bin/mqusers}. */
@Command(name = "mqusers", mixinStandardHelpOptions = true,
    description = "Keeps the file of users that a broker's key jmsUsersFile names.")
public final class UsersMain {

    @Parameters(index = "0", paramLabel = "FILE", description = "the users' file")
    private Path file;

    UsersMain() {
    }

    /** Does one thing; ends with 1 when it cannot. */
    public static void main(String[] args) {
        System.exit(execute(args));
    }

    static int execute(String... args) {
        return new CommandLine(new UsersMain()).setExecutionExceptionHandler((failure, line, result) -> {
            Throwable said = failure instanceof UncheckedIOException ? failure.getCause() : failure;
            line.getErr().println("mqusers: " + said.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }).execute(args);
    }

    @Command(name = "put", description = "Puts a user in, or gives it another password, which is asked for or read from standard input.")
    void put(@Parameters(paramLabel = "NAME") String name) throws IOException {
        User.requireName(name);
        char[] password = password(name);
        try {
            Users.put(file, name, password);
        } finally {
            Arrays.fill(password, ' ');
        }
    }

    @Command(name = "remove", description = "Takes a user out.")
    int remove(@Parameters(paramLabel = "NAME") String name) {
        if (UserFile.remove(file, name)) {
            return CommandLine.ExitCode.OK;
        }
        throw new IllegalArgumentException("there is no user " + name + " in " + file);
    }

    @Command(name = "list", description = "Prints the names of the users.")
    void list() {
        UserFile.read(file).keySet().forEach(System.out::println);
    }

    private static char[] password(String name) throws IOException {
        Console console = System.console();
        if (console != null) {
            return console.readPassword("Password of %s: ", name);
        }
        String line = new BufferedReader(new InputStreamReader(System.in, UTF_8)).readLine();
        return line == null ? new char[0] : line.toCharArray();
    }
}
