package io.ternmq.wire.selector;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the grammar below by climbing its precedences; checks types as far as the text shows them. Used once, by one thread.
 *
 * <pre>
 * or        := and { OR and }
 * and       := not { AND not }
 * not       := NOT not | predicate
 * predicate := sum [ ( = | &lt;&gt; | &lt; | &lt;= | &gt; | &gt;= ) sum
 *                  | [ NOT ] BETWEEN sum AND sum
 *                  | [ NOT ] IN ( string { , string } )
 *                  | [ NOT ] LIKE string [ ESCAPE string ]
 *                  | IS [ NOT ] NULL ]
 * sum       := product { ( + | - ) product }
 * product   := sign { ( * | / ) sign }
 * sign      := ( + | - ) sign | primary
 * primary   := string | number | TRUE | FALSE | identifier | ( or )
 * </pre>
 *
 * <p>Both the recursion here and the height of the tree are limited, the latter because evaluating, comparing and printing
 * recurse too. A method per rule would spend a dozen stack frames on each bracket; one method for all rules spends a few.
 */
final class Parser {

    /** Deepest nesting of operands, brackets and prefixes, and greatest height of the tree. */
    static final int MAX_NESTING = 256;

    private final Lexer lexer;
    private final TypeCheck types;
    private Token token;
    private int nesting;
    private int height; // of the expression parsed last

    Parser(String text) throws SelectorException {
        lexer = new Lexer(text);
        types = new TypeCheck(lexer);
        token = lexer.next();
    }

    Expression parse() throws SelectorException {
        int start = token.position();
        Expression selector = types.requireCondition(expression(Precedence.OR), start);
        if (token.kind() != TokenKind.END) {
            throw unexpected("an operator or the end");
        }
        return selector;
    }

    /** The longest expression made of operators that bind at least as tightly as {@code loosest}. */
    private Expression expression(Precedence loosest) throws SelectorException {
        if (++nesting > MAX_NESTING) {
            throw tooDeep(token.position());
        }
        int start = token.position();
        // A predicate or negation is no operand of another predicate or of arithmetic, unless in brackets.
        Precedence tightest = token.kind() == TokenKind.NOT ? Precedence.AND : Precedence.PRIMARY;
        Expression left = prefixed(loosest);
        Precedence next = Precedence.ofOperator(token.kind());
        while (next != null && next.compareTo(loosest) >= 0 && next.compareTo(tightest) <= 0) {
            left = switch (next) {
                case OR -> logical(LogicalOperator.OR, left, start);
                case AND -> logical(LogicalOperator.AND, left, start);
                case PREDICATE -> predicate(left, start);
                default -> arithmetic(next, left, start);
            };
            tightest = next == Precedence.PREDICATE ? Precedence.AND : next;
            next = Precedence.ofOperator(token.kind());
        }
        nesting--;
        return left;
    }

    private Expression prefixed(Precedence loosest) throws SelectorException {
        return switch (token.kind()) {
            case STRING -> leaf(new Literal(take().text()));
            case NUMBER -> number(false);
            case TRUE, FALSE -> leaf(new Literal(take().kind() == TokenKind.TRUE));
            case IDENTIFIER -> identifier();
            case LEFT_BRACKET -> bracketed();
            case PLUS, MINUS -> signed();
            case NOT -> negation(loosest);
            default -> throw unexpectedOperand();
        };
    }

    private Expression bracketed() throws SelectorException {
        int position = take().position();
        Expression inner = expression(Precedence.OR);
        if (token.kind() != TokenKind.RIGHT_BRACKET) {
            throw unexpected("an operator or ) for the ( at position " + position);
        }
        take();
        return inner;
    }

    private Expression negation(Precedence loosest) throws SelectorException {
        if (loosest.compareTo(Precedence.NOT) > 0) {
            throw unexpectedOperand();
        }
        int position = take().position();
        int start = token.position();
        Expression operand = types.requireCondition(expression(Precedence.NOT), start);
        growAbove(height, position);
        return new Not(operand);
    }

    private Expression signed() throws SelectorException {
        Token symbol = take();
        boolean negative = symbol.kind() == TokenKind.MINUS;
        if (token.kind() == TokenKind.NUMBER) {
            return number(negative);
        }
        int start = token.position();
        Expression operand = types.requireNumber(expression(Precedence.SIGN), start, symbol.text());
        if (operand instanceof Literal literal) {
            return negative ? literal.negated() : literal;
        }
        growAbove(height, symbol.position());
        return new Sign(negative, operand);
    }

    private Expression number(boolean negative) throws SelectorException {
        try {
            Number value = NumericLiteral.parse(token.text(), negative);
            take();
            return leaf(new Literal(value));
        } catch (NumberFormatException e) {
            throw lexer.error(token.position(), e.getMessage());
        }
    }

    private Expression identifier() throws SelectorException {
        types.requireSelectable(token);
        return leaf(new Identifier(take().text()));
    }

    private Expression logical(LogicalOperator operator, Expression first, int firstStart) throws SelectorException {
        List<Expression> operands = new ArrayList<>();
        addFlat(operands, operator, types.requireCondition(first, firstStart));
        int tallest = height;
        int position = token.position();
        while (accept(operator.token())) {
            int start = token.position();
            addFlat(operands, operator, types.requireCondition(expression(operator.precedence().tighter()), start));
            tallest = Math.max(tallest, height);
        }
        growAbove(tallest, position);
        return new Logical(operator, List.copyOf(operands));
    }

    private static void addFlat(List<Expression> operands, LogicalOperator operator, Expression operand) {
        if (operand instanceof Logical inner && inner.operator() == operator) {
            operands.addAll(inner.operands());
        } else {
            operands.add(operand);
        }
    }

    private Expression predicate(Expression left, int start) throws SelectorException {
        ComparisonOperator operator = ComparisonOperator.of(token.kind());
        if (operator != null) {
            return comparison(left, start, operator);
        }
        if (accept(TokenKind.IS)) {
            boolean negated = accept(TokenKind.NOT);
            expect(TokenKind.NULL, "NULL");
            return new NullTest(negated, types.requireIdentifier(left, start, "IS NULL"));
        }
        boolean negated = accept(TokenKind.NOT);
        if (accept(TokenKind.BETWEEN)) {
            return between(negated, left, start);
        }
        if (accept(TokenKind.IN)) {
            return in(negated, types.requireString(left, start, "IN"));
        }
        if (accept(TokenKind.LIKE)) {
            return like(negated, types.requireString(left, start, "LIKE"));
        }
        throw unexpected("BETWEEN, IN or LIKE after NOT");
    }

    private Expression comparison(Expression left, int start, ComparisonOperator operator) throws SelectorException {
        Token symbol = take();
        int leftHeight = height;
        int rightStart = token.position();
        Expression right = expression(Precedence.SUM);
        if (operator.isOrdering()) {
            types.requireNumber(left, start, symbol.text());
            types.requireNumber(right, rightStart, symbol.text());
        } else {
            types.requireLike(left, right, symbol.position());
        }
        growAbove(Math.max(leftHeight, height), symbol.position());
        return new Comparison(operator, left, right);
    }

    private Expression between(boolean negated, Expression operand, int start) throws SelectorException {
        int tallest = height;
        types.requireNumber(operand, start, "BETWEEN");
        int lowStart = token.position();
        Expression low = types.requireNumber(expression(Precedence.SUM), lowStart, "BETWEEN");
        tallest = Math.max(tallest, height);
        expect(TokenKind.AND, "AND of BETWEEN");
        int highStart = token.position();
        Expression high = types.requireNumber(expression(Precedence.SUM), highStart, "BETWEEN");
        growAbove(Math.max(tallest, height), highStart);
        return new Between(negated, operand, low, high);
    }

    private Expression in(boolean negated, Identifier operand) throws SelectorException {
        expect(TokenKind.LEFT_BRACKET, "( after IN");
        List<String> strings = new ArrayList<>();
        do {
            strings.add(expect(TokenKind.STRING, "a string").text());
        } while (accept(TokenKind.COMMA));
        expect(TokenKind.RIGHT_BRACKET, ", or ) in the list of IN");
        return leaf(In.of(negated, operand, strings));
    }

    private Expression like(boolean negated, Identifier operand) throws SelectorException {
        Token pattern = expect(TokenKind.STRING, "a string as the pattern of LIKE");
        Integer escape = null;
        if (accept(TokenKind.ESCAPE)) {
            Token character = expect(TokenKind.STRING, "a string of one character after ESCAPE");
            String text = character.text();
            if (text.codePointCount(0, text.length()) != 1) {
                throw lexer.error(character.position(), "expected a string of one character after ESCAPE, found "
                    + character.description());
            }
            escape = text.codePointAt(0);
        }
        LikePattern compiled = LikePattern.of(pattern.text(), escape);
        if (compiled == null) {
            throw lexer.error(pattern.position(), "in this pattern the escape character does not stand before _, % or itself");
        }
        return leaf(new Like(negated, operand, compiled));
    }

    private Expression arithmetic(Precedence level, Expression left, int start) throws SelectorException {
        Token symbol = take();
        ArithmeticOperator operator = ArithmeticOperator.of(symbol.kind());
        types.requireNumber(left, start, symbol.text());
        int leftHeight = height;
        int rightStart = token.position();
        Expression right = types.requireNumber(expression(level.tighter()), rightStart, symbol.text());
        growAbove(Math.max(leftHeight, height), symbol.position());
        return new Arithmetic(operator, left, right);
    }

    private Expression leaf(Expression expression) {
        height = 1;
        return expression;
    }

    private void growAbove(int tallest, int position) throws SelectorException {
        height = tallest + 1;
        if (height > MAX_NESTING) {
            throw tooDeep(position);
        }
    }

    private SelectorException tooDeep(int position) {
        return lexer.error(position, "nested more than " + MAX_NESTING + " levels deep");
    }

    private boolean accept(TokenKind kind) throws SelectorException {
        if (token.kind() != kind) {
            return false;
        }
        token = lexer.next();
        return true;
    }

    private Token expect(TokenKind kind, String description) throws SelectorException {
        if (token.kind() != kind) {
            throw unexpected(description);
        }
        return take();
    }

    private Token take() throws SelectorException {
        Token taken = token;
        token = lexer.next();
        return taken;
    }

    private SelectorException unexpectedOperand() {
        return unexpected("a literal, an identifier or (");
    }

    private SelectorException unexpected(String expected) {
        return lexer.error(token.position(), "expected " + expected + ", found " + token.description());
    }
}
