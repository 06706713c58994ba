package io.ternmq.broker.config;

/**
 * One line of a property file.
 *
 * @param key   as spelled in the file
 * @param value without leading and trailing blanks
 * @param line  line number from 1; 0 when the setting does not come from a file
 */
record Setting(String key, String value, int line) {}
