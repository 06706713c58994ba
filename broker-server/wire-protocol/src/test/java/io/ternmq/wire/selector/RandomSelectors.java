package io.ternmq.wire.selector;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Random trees of the shapes the parser makes, and random messages for them. */
final class RandomSelectors {

    private static final String[] ANY = {"a", "b", "$c", "_d", "JMSXGroupID", "JMS_x", "größe"};
    private static final String[] TEXTS = {"", "a", "it's", "%", "_", "\\", "a_b%c", "\n", "\uD83D\uDE00", "NULL", "--"};
    private static final long[] LONGS = {0, 1, -1, 2, 255, Integer.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE};
    private static final double[] DOUBLES = {0.0, -0.0, 1.0, -2.5, 0.1, 1e21, 1e-7, Double.MAX_VALUE, Double.MIN_VALUE};

    private final Random random;

    RandomSelectors(long seed) {
        random = new Random(seed);
    }

    Expression condition(int depth) {
        if (depth == 0) {
            return random.nextInt(4) == 0 ? new Literal(random.nextBoolean()) : property();
        }
        return switch (random.nextInt(9)) {
            case 0 -> new Not(condition(depth - 1));
            case 1 -> logical(LogicalOperator.AND, depth);
            case 2 -> logical(LogicalOperator.OR, depth);
            case 3 -> new NullTest(random.nextBoolean(), identifier());
            case 4 -> In.of(random.nextBoolean(), stringIdentifier(), texts());
            case 5 -> new Like(random.nextBoolean(), stringIdentifier(), pattern());
            case 6 -> new Between(random.nextBoolean(), number(depth - 1), number(depth - 1), number(depth - 1));
            case 7 -> new Comparison(oneOf(ComparisonOperator.values()), number(depth - 1), number(depth - 1));
            default -> equality(depth);
        };
    }

    /** A message with about half of the properties, of any type. */
    PropertySource message() {
        List<Object> properties = new ArrayList<>();
        for (String name : ANY) {
            Object value = switch (random.nextInt(12)) {
                case 0 -> random.nextBoolean();
                case 1 -> (byte) random.nextInt();
                case 2 -> (short) random.nextInt();
                case 3 -> random.nextInt(5);
                case 4 -> LONGS[random.nextInt(LONGS.length)];
                case 5 -> random.nextFloat();
                case 6 -> DOUBLES[random.nextInt(DOUBLES.length)];
                case 7, 8 -> oneOf(TEXTS);
                default -> null;
            };
            properties.add(name);
            properties.add(value);
        }
        return Messages.with(properties.toArray());
    }

    private Expression equality(int depth) {
        boolean strings = random.nextBoolean();
        ComparisonOperator operator = random.nextBoolean() ? ComparisonOperator.EQUAL : ComparisonOperator.NOT_EQUAL;
        Expression left = strings ? string() : condition(depth - 1);
        Expression right = strings ? string() : condition(depth - 1);
        return new Comparison(operator, left, right);
    }

    private Expression logical(LogicalOperator operator, int depth) {
        List<Expression> operands = new ArrayList<>();
        while (operands.size() < 2 + random.nextInt(3)) {
            Expression operand = condition(depth - 1);
            if (!(operand instanceof Logical inner && inner.operator() == operator)) {
                operands.add(operand);
            }
        }
        return new Logical(operator, List.copyOf(operands));
    }

    private Expression number(int depth) {
        int choice = random.nextInt(depth <= 0 ? 4 : 8);
        return switch (choice) {
            case 0 -> property();
            case 1 -> new Literal(LONGS[random.nextInt(LONGS.length)]);
            case 2 -> new Literal(DOUBLES[random.nextInt(DOUBLES.length)]);
            case 3 -> random.nextBoolean() ? new Literal(random.nextFloat()) : new Identifier("JMSPriority");
            case 4 -> {
                Expression operand = number(depth - 1);
                yield operand instanceof Literal ? operand : new Sign(random.nextBoolean(), operand);
            }
            default -> new Arithmetic(oneOf(ArithmeticOperator.values()), number(depth - 1), number(depth - 1));
        };
    }

    private Expression string() {
        return random.nextBoolean() ? stringIdentifier() : new Literal(oneOf(TEXTS));
    }

    private Identifier property() {
        return new Identifier(oneOf(ANY));
    }

    private Identifier stringIdentifier() {
        return random.nextInt(4) == 0 ? new Identifier("JMSType") : property();
    }

    private Identifier identifier() {
        return random.nextInt(4) == 0 ? new Identifier("JMSTimestamp") : property();
    }

    private List<String> texts() {
        return IntStream.rangeClosed(0, random.nextInt(4)).mapToObj(i -> oneOf(TEXTS)).toList();
    }

    private LikePattern pattern() {
        String ordinary = oneOf(TEXTS) + oneOf(TEXTS);
        String escaping = ordinary + "!_!%!!" + oneOf(TEXTS);
        return random.nextBoolean() ? LikePattern.of(ordinary, null) : LikePattern.of(escaping, (int) '!');
    }

    private <T> T oneOf(T[] choices) {
        return choices[random.nextInt(choices.length)];
    }
}
