package io.ternmq.jms.endtoend.xa;

import io.ternmq.jms.TernXAConnectionFactory;
import io.ternmq.testkit.Narayana;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import jakarta.transaction.RollbackException;
import jakarta.transaction.TransactionManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/** An application with a transaction manager, as a process of its own, to be killed: one transaction, many, or recovery. */
final class XaWorker {
    /** Before the names of steps at which it waits for a line of input. */
    static final String SECOND = ", once more";
    static final String AT = "AT ";
    /** When it has recovered what an earlier one has left, and relays. */
    static final String RELAYS = "RELAYS";

    private static final long RECEIVE_TIMEOUT_MS = 30_000;
    private static final int MAX_SCANS = 30;

    private XaWorker() {
    }

    /**
     * Arguments: what to do, name server, folder; for a transaction: number, whether the ledger comes first, step to wait at; to relay:
     * number of threads.
     */
    public static void main(String[] args) throws Exception {
        TransactionManager manager = Narayana.start(Path.of(args[2], "manager"));
        TernXAConnectionFactory factory = new TernXAConnectionFactory(args[1]);
        factory.setReconnectDelayMs(20);
        factory.setReconnectMaxDelayMs(100);
        Path folder = Path.of(args[2], "ledger");
        switch (args[0]) {
            case "recover" -> recover(factory, new Ledger(folder));
            case "relay" -> relay(manager, factory, folder, Integer.parseInt(args[3]));
            default -> transact(manager, factory, new WaitingLedger(folder, args[5]), args[3], Boolean.parseBoolean(args[4]));
        }
        System.exit(0);
    }

    private static void relay(TransactionManager manager, TernXAConnectionFactory factory, Path folder, int count) throws Exception {
        recover(factory, new Ledger(folder));
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            threads.add(new Thread(new XaRelay(manager, factory, new Ledger(folder), i % 2 == 0), "relay-" + i));
        }
        threads.forEach(Thread::start);
        System.out.println(RELAYS);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void transact(TransactionManager manager, TernXAConnectionFactory factory, Ledger ledger, String number,
            boolean isLedgerFirst) throws Exception {
        XAConnection connection = factory.createXAConnection();
        connection.start();
        XASession session = connection.createXASession();
        MessageConsumer consumer = session.createConsumer(session.createQueue("in-" + number));
        manager.begin();
        try {
            XAResource[] order = {isLedgerFirst ? ledger : session.getXAResource(), isLedgerFirst ? session.getXAResource() : ledger};
            for (XAResource resource : order) {
                if (!manager.getTransaction().enlistResource(resource)) {
                    throw new RollbackException("cannot be enlisted: " + resource);
                }
            }
            String text = consumer.receive(RECEIVE_TIMEOUT_MS).getBody(String.class);
            MessageProducer producer = session.createProducer(session.createQueue("out-" + number));
            producer.send(session.createTextMessage(text));
            // The first to a destination is waited for, this one travels with the end of the branch.
            producer.send(session.createTextMessage(text + SECOND));
            ledger.write(text);
        } catch (JMSException | RollbackException | RuntimeException e) {
            System.out.println("rolls back: " + e);
            manager.rollback();
            return;
        }
        manager.commit();
        System.out.println("committed");
    }

    /** Scans until nothing is in doubt. */
    private static void recover(TernXAConnectionFactory factory, Ledger ledger) throws JMSException, XAException {
        try (XAConnection connection = factory.createRecoveryConnection()) {
            recover(connection.createXASession().getXAResource(), ledger);
        }
    }

    private static void recover(XAResource broker, Ledger ledger) throws XAException {
        try (Narayana.Recovery recovery = Narayana.recovery(broker, ledger)) {
            for (int scan = 1; scan <= MAX_SCANS; scan++) {
                recovery.scan();
                if (broker.recover(XAResource.TMSTARTRSCAN).length == 0 && ledger.recover(XAResource.TMSTARTRSCAN).length == 0) {
                    System.out.println("recovered");
                    return;
                }
            }
        }
        throw new IllegalStateException("branches are still in doubt after " + MAX_SCANS + " scans");
    }

    /** Stops at a step of the protocol, until the test lets it go on or kills it. */
    private static final class WaitingLedger extends Ledger {
        private final String step;

        WaitingLedger(Path folder, String step) {
            super(folder);
            this.step = step;
        }

        private void reach(String present) throws XAException {
            if (present.equals(step)) {
                System.out.println(AT + present);
                try {
                    int line = System.in.read();
                    assert line >= 0;
                } catch (IOException e) {
                    throw new XAException("the test is gone: " + e);
                }
            }
        }

        @Override
        public int prepare(Xid xid) throws XAException {
            reach("LEDGER_PREPARE");
            int vote = super.prepare(xid);
            reach("LEDGER_PREPARED");
            return vote;
        }

        @Override
        public void commit(Xid xid, boolean onePhase) throws XAException {
            reach("LEDGER_COMMIT");
            super.commit(xid, onePhase);
            reach("LEDGER_COMMITTED");
        }
    }
}
