package io.ternmq.broker.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * The settings of one property file in the order of their lines.
 *
 * <p>The syntax is that of {@link Properties}, with two differences that users of RocketMQ's files expect: the text is UTF-8,
 * and values lose trailing blanks. Line numbers are kept, for messages.
 *
 * @param source   what messages call the file
 * @param settings one entry for each setting
 */
public record PropertyText(String source, List<Setting> settings) {

    public PropertyText {
        settings = List.copyOf(settings);
    }

    /** Reads a file; a missing or unreadable one is a {@link ConfigException}. */
    public static PropertyText read(Path file) {
        try {
            return parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            throw new ConfigException(file + ": no such file");
        } catch (IOException e) {
            throw new ConfigException(file + ": cannot be read as UTF-8 text: " + e);
        }
    }

    /** Settings that come from a program, not from a file. */
    public static PropertyText of(String source, Map<String, String> values) {
        List<Setting> settings = new ArrayList<>();
        values.forEach((key, value) -> settings.add(new Setting(key.trim(), value.trim(), 0)));
        return new PropertyText(source, settings);
    }

    static PropertyText parse(String source, String text) {
        List<Setting> settings = new ArrayList<>();
        String[] lines = text.split("\r\n|\r|\n", -1);
        for (int i = 0; i < lines.length; i++) {
            int first = i;
            StringBuilder logical = new StringBuilder(lines[i]);
            while (!isComment(lines[first]) && endsWithOddBackslashes(logical) && i + 1 < lines.length) {
                logical.append('\n').append(lines[++i]);
            }
            addSetting(settings, logical.toString(), first + 1, source);
        }
        return new PropertyText(source, settings);
    }

    private static void addSetting(List<Setting> settings, String logicalLine, int line, String source) {
        Properties one = new Properties();
        try {
            // a byte order mark is no part of the first key
            one.load(new StringReader(line == 1 && logicalLine.startsWith("\uFEFF") ? logicalLine.substring(1) : logicalLine));
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException(source + ":" + line + ": " + e.getMessage());
        }
        one.forEach((key, value) -> settings.add(new Setting(key.toString().trim(), value.toString().trim(), line)));
    }

    private static boolean isComment(String line) {
        String text = line.stripLeading();
        return text.startsWith("#") || text.startsWith("!");
    }

    private static boolean endsWithOddBackslashes(CharSequence text) {
        int count = 0;
        while (count < text.length() && text.charAt(text.length() - 1 - count) == '\\') {
            count++;
        }
        return count % 2 == 1;
    }
}
