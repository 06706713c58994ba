package io.ternmq.samples.orders.tour.transaction;

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
import javax.sql.DataSource;

/** A table. Works in the caller's transaction. */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class Ledger {

    @Resource(lookup = "jdbc/tour")
    private DataSource database;

    @PostConstruct
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    void createTable() {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement();
                ResultSet tables = connection.getMetaData().getTables(null, null, "ENTRY", null)) {
            if (!tables.next()) {
                statement.execute("CREATE TABLE ENTRY(RUN VARCHAR(40), TEXT VARCHAR(80))");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Adds a row. */
    public void enter(String run, String text) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement("INSERT INTO ENTRY VALUES (?, ?)")) {
            statement.setString(1, run);
            statement.setString(2, text);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot enter " + text, e);
        }
    }

    /** The texts of a run. */
    public List<String> entries(String run) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT TEXT FROM ENTRY WHERE RUN = ? ORDER BY TEXT")) {
            statement.setString(1, run);
            List<String> entries = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    entries.add(rows.getString(1));
                }
            }
            return entries;
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot read the entries", e);
        }
    }
}
