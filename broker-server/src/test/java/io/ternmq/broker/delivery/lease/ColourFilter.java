package io.ternmq.broker.delivery.lease;

/** Passes messages of one tags code. */
record ColourFilter(long colour) implements EntryFilter {

    @Override
    public String key() {
        return "colour = " + colour;
    }

    @Override
    public boolean matches(long tagsCode, long position, int sizeBytes) {
        return tagsCode == colour;
    }
}
