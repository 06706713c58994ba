package io.ternmq.samples.requestreply;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The REST endpoints are at the root of the application. */
@ApplicationPath("/")
public class Api extends Application {
}
