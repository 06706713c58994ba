package io.ternmq.samples.xadatabase;

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

/** The database: who has which seat. Works in the caller's transaction. */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class Seats {

    @Resource(lookup = "jdbc/theatre")
    private DataSource theatre;

    @PostConstruct
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    void createTable() {
        try (Connection connection = theatre.getConnection(); Statement statement = connection.createStatement();
                ResultSet tables = connection.getMetaData().getTables(null, null, "SEAT", null)) {
            if (!tables.next()) {
                statement.execute("CREATE TABLE SEAT(SEAT_NUMBER INT PRIMARY KEY, GUEST VARCHAR(80))");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives a seat to a guest; fails when it is taken. */
    public void book(int number, String guest) throws SQLException {
        try (Connection connection = theatre.getConnection();
                PreparedStatement statement = connection.prepareStatement("INSERT INTO SEAT VALUES (?, ?)")) {
            statement.setInt(1, number);
            statement.setString(2, guest);
            statement.executeUpdate();
        }
    }

    /** All that are taken, "number guest". */
    public List<String> taken() throws SQLException {
        try (Connection connection = theatre.getConnection(); Statement statement = connection.createStatement();
                ResultSet seats = statement.executeQuery("SELECT SEAT_NUMBER, GUEST FROM SEAT ORDER BY SEAT_NUMBER")) {
            List<String> taken = new ArrayList<>();
            while (seats.next()) {
                taken.add(seats.getInt(1) + " " + seats.getString(2));
            }
            return taken;
        }
    }
}
