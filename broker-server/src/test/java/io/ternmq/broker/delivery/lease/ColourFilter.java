package io.ternmq.broker.delivery.lease;

/** Passes messages of one tags code. */
record ColourFilter(long colour, boolean isCostly) implements EntryFilter {

    ColourFilter(long colour) {
        this(colour, false);
    }

    @Override
    public String key() {
        return "colour = " + colour;
    }

    @Override
    public boolean matches(long tagsCode, long position, int sizeBytes) {
        return tagsCode == colour;
    }
}
