package io.ternmq.broker.delivery.view;

/** Told of views in the log that come and go. Engine thread, and the recovering thread. */
public interface ViewEvents {

    /** Nobody listens. */
    ViewEvents NONE = new ViewEvents() {
        @Override
        public void onBegun(LeasedView view) {
            // nothing depends on it
        }

        @Override
        public void onDeleted(ViewKey key) {
            // nothing depends on it
        }
    };

    /** A view was made, or a new incarnation of it: nothing of it is locked or leased yet. */
    void onBegun(LeasedView view);

    /** A view is gone, and with it what it owed. */
    void onDeleted(ViewKey key);
}
