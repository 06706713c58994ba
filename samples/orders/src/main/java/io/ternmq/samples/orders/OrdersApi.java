package io.ternmq.samples.orders;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The REST endpoints are below {@code /orders/api}. */
@ApplicationPath("api")
public class OrdersApi extends Application {
}
