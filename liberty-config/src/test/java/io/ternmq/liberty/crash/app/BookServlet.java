package io.ternmq.liberty.crash.app;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import java.io.IOException;
import java.util.List;

/** POST enters and sends a message in one transaction, or sends it alone; GET shows what is in the database, or how often one was seen. */
@WebServlet("/book")
public class BookServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @EJB
    private transient Book book;

    @EJB
    private transient Outbox outbox;

    @Resource
    private transient UserTransaction transaction;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String seen = request.getParameter("seen");
        if (seen != null) {
            response.getWriter().println(book.seen(seen));
            return;
        }
        String id = request.getParameter("id");
        List<String> lines = id == null ? book.inDoubt() : book.entries(id);
        for (String line : lines) {
            response.getWriter().println(line);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        String id = request.getParameter("id");
        try {
            transaction.begin();
            if (Boolean.parseBoolean(request.getParameter("noDatabase"))) {
                outbox.send(id, 0);
            } else if (Boolean.parseBoolean(request.getParameter("databaseFirst"))) {
                book.enter(id);
                outbox.send(id, 0);
            } else {
                outbox.send(id, 0);
                book.enter(id);
            }
            transaction.commit();
            response.getWriter().println("committed");
        } catch (RollbackException e) {
            response.getWriter().println("rolled back");
        } catch (HeuristicMixedException e) {
            // What Open Liberty throws, too, when a resource cannot be reached for the second phase.
            response.getWriter().println("not known");
        } catch (HeuristicRollbackException | NotSupportedException | SystemException e) {
            throw new ServletException(e);
        }
    }
}
