package io.ternmq.liberty.crash.app;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** The database: which messages the application has dealt with, in which life of the server, and at which attempt of that life. */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class Book {

    /** Stands for an entry that is not committed, nor rolled back. */
    static final String LOCKED = "locked";

    private static final String LOCK_TIMEOUT = "40XL1";

    private final Map<String, AtomicInteger> attempts = new ConcurrentHashMap<>();

    @Resource(lookup = "jdbc/database")
    private DataSource database;

    @Resource(lookup = "crash/life")
    private String life;

    @PostConstruct
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    void open() {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement();
                ResultSet tables = connection.getMetaData().getTables(null, null, "BOOK", null)) {
            if (!tables.next()) {
                statement.execute("CREATE TABLE BOOK(ID VARCHAR(80), LIFE VARCHAR(20), ATTEMPT VARCHAR(10))");
                statement.execute("CREATE INDEX BOOK_BY_ID ON BOOK(ID)");
                statement.execute("CALL SYSCS_UTIL.SYSCS_SET_DATABASE_PROPERTY('derby.locks.waitTimeout', '1')");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Notes an attempt outside of all transactions, in memory alone: how many there were in this life, this one included. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public int see(String id) {
        return attempts.computeIfAbsent(id, key -> new AtomicInteger()).incrementAndGet();
    }

    /** How many attempts there were in this life. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public int seen(String id) {
        AtomicInteger seen = attempts.get(id);
        return seen == null ? 0 : seen.get();
    }

    /** Enters a message, in the caller's transaction. */
    public void enter(String id) {
        int attempt = see(id);
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement("INSERT INTO BOOK VALUES (?, ?, ?)")) {
            statement.setString(1, id);
            statement.setString(2, life);
            statement.setString(3, Integer.toString(attempt));
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is there of a message: life and attempt, a line for each entry; {@link #LOCKED} while a transaction has not ended. */
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public List<String> entries(String id) {
        return lines("SELECT LIFE || ' ' || ATTEMPT FROM BOOK WHERE ID = '" + id + "'");
    }

    /** Names of the transactions that are prepared. */
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public List<String> inDoubt() {
        return lines("SELECT XID FROM SYSCS_DIAG.TRANSACTION_TABLE WHERE STATUS = 'PREPARED'");
    }

    private List<String> lines(String query) {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            List<String> lines = new ArrayList<>();
            while (found.next()) {
                lines.add(found.getString(1));
            }
            return lines;
        } catch (SQLException e) {
            if (LOCK_TIMEOUT.equals(e.getSQLState())) {
                return List.of(LOCKED);
            }
            throw new IllegalStateException(e);
        }
    }
}
