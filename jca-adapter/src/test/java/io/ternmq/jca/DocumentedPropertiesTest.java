package io.ternmq.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.ternmq.jca.inbound.TernBatchActivationSpec;
import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What users read of properties against what the descriptor declares and the beans do: names, defaults, ranges. */
class DocumentedPropertiesTest {

    private static final Pattern NAME = Pattern.compile("`(\\w+)`");
    /** What has another limit than a number. */
    private static final Map<String, String> RANGES = Map.of("minConcurrency", "1 to `maxConcurrency`");

    private final Descriptor descriptor = Descriptor.read();

    /** A row of the activation's table. */
    private record Row(List<String> properties, String byDefault, String values) {
    }

    private static List<String> lines(String readme) {
        try {
            return Files.readAllLines(Path.of(readme));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> namesIn(String text) {
        List<String> names = new ArrayList<>();
        for (Matcher name = NAME.matcher(text); name.find();) {
            names.add(name.group(1));
        }
        return names;
    }

    private static List<Row> activationTable() {
        List<String> lines = lines("README.md");
        int begin = lines.indexOf("| property | default | values | meaning |") + 2;
        List<Row> rows = new ArrayList<>();
        for (String line : lines.subList(begin, lines.size())) {
            if (!line.startsWith("|")) {
                break;
            }
            String[] cells = line.split("\\|");
            // The second name of the destination stands in its text: it means another thing on Open Liberty.
            String names = cells[1] + (cells[1].contains("destinationName") ? cells[4].substring(0, cells[4].indexOf(',')) : "");
            rows.add(new Row(namesIn(names), cells[2].trim(), cells[3].trim()));
        }
        return rows;
    }

    private static Row row(String property) {
        return activationTable().stream().filter(row -> row.properties().contains(property)).findFirst().orElseThrow();
    }

    private static List<PropertyDescriptor> numbers() throws IntrospectionException {
        return Arrays.stream(Introspector.getBeanInfo(TernBatchActivationSpec.class).getPropertyDescriptors())
                .filter(property -> Number.class.isAssignableFrom(property.getPropertyType())).toList();
    }

    @Test
    void activationsHaveThePropertiesOfTheirTable() {
        List<String> documented = activationTable().stream().flatMap(row -> row.properties().stream()).toList();
        Descriptor.Bean batches = descriptor.beans("activationspec-class").get(1);

        assertThat(documented).doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(batches.properties().stream().map(Descriptor.Property::name).toList());
    }

    @Test
    void numbersHaveTheDefaultsOfTheTable() throws ReflectiveOperationException, IntrospectionException {
        for (PropertyDescriptor property : numbers()) {
            Object byDefault = property.getReadMethod().invoke(new TernBatchActivationSpec());
            if (byDefault != null) {
                assertThat(row(property.getName()).byDefault()).as(property.getName()).isEqualTo(byDefault.toString());
            }
        }
    }

    @Test
    void numbersHaveTheRangesOfTheTable() throws ReflectiveOperationException, IntrospectionException {
        for (PropertyDescriptor property : numbers()) {
            TernBatchActivationSpec spec = new TernBatchActivationSpec();
            property.getWriteMethod().invoke(spec, property.getPropertyType().getMethod("valueOf", String.class).invoke(null, "-1"));
            Matcher complaint = Pattern.compile("(\\w+): -1(?:\\.0)? \\(expected: ([^)]*)\\)").matcher(catchThrowable(spec::validate).getMessage());

            assertThat(complaint.find()).as(property.getName()).isTrue();
            assertThat(row(property.getName()).values()).as(property.getName())
                    .isEqualTo(RANGES.getOrDefault(complaint.group(1), complaint.group(2)));
        }
    }

    @Test
    void descriptionsOfNumbersHaveTheRangesOfTheTable() throws IntrospectionException {
        List<String> numbers = numbers().stream().map(PropertyDescriptor::getName)
                .filter(name -> row(name).properties().get(0).equals(name)).toList();
        for (Descriptor.Bean bean : descriptor.beans("activationspec-class")) {
            for (Descriptor.Property property : bean.properties()) {
                if (numbers.contains(property.name())) {
                    assertThat(property.description()).as(property.name()).contains(row(property.name()).values().replace("`", ""));
                }
            }
        }
    }

    @Test
    void whatElseIsConfiguredStandsInATableForOpenLiberty() {
        List<String> documented = lines("../liberty-config/README.md").stream().filter(line -> line.startsWith("|"))
                .flatMap(line -> namesIn(line).stream()).toList();

        for (String element : List.of("resourceadapter-class", "managedconnectionfactory-class", "adminobject-class")) {
            for (Descriptor.Bean bean : descriptor.beans(element)) {
                assertThat(documented).as(bean.toString()).containsAll(bean.properties().stream().map(Descriptor.Property::name).toList());
            }
        }
    }
}
