package io.ternmq.broker;

import io.ternmq.broker.config.ConfigException;
import io.ternmq.broker.store.log.StoreException;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** What the two mains have in common: how a process starts, says why it cannot, and ends. */
final class ProcessLife {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessLife.class);

    private ProcessLife() {
    }

    /** A command line that tells users what they can mend in one line, and everything else with its stack trace. */
    static CommandLine commandLine(Object command) {
        return new CommandLine(command).setExecutionExceptionHandler((failure, line, result) -> {
            boolean isForUser = failure instanceof ConfigException || failure instanceof StoreException
                || failure instanceof UncheckedIOException || failure instanceof IllegalArgumentException;
            if (isForUser) {
                Throwable said = failure instanceof UncheckedIOException ? failure.getCause() : failure;
                System.err.println(line.getCommandName() + " cannot start: " + said.getMessage());
                LOG.debug("cannot start", failure);
            } else {
                System.err.println(line.getCommandName() + " cannot start:");
                failure.printStackTrace();
            }
            return CommandLine.ExitCode.SOFTWARE;
        });
    }

    /** Closes a part when the process is told to end. */
    static void closeAtExit(String name, AutoCloseable part) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            LOG.info("the {} stops", name);
            try {
                part.close();
                LOG.info("the {} has stopped", name);
            } catch (Exception e) {
                LOG.error("the {} did not stop cleanly", name, e);
            }
        }, "shutdown"));
    }

    /** Says that the process is ready, to whoever started it and in the log. */
    static void announce(String line) {
        System.out.println(line);
        LOG.info(line);
    }
}
