package io.ternmq.wire.selector;

/** What the text alone shows to be wrong, refused with the place of the operand. Each check returns what it was given. */
final class TypeCheck {

    private final Lexer lexer;

    TypeCheck(Lexer lexer) {
        this.lexer = lexer;
    }

    /** An operand of AND, OR, NOT, or the whole selector. */
    Expression requireCondition(Expression operand, int position) throws SelectorException {
        return require(ValueType.BOOLEAN, operand, position, "expected ");
    }

    /** An operand of arithmetic, BETWEEN, or a comparison by order. */
    Expression requireNumber(Expression operand, int position, String operator) throws SelectorException {
        return require(ValueType.NUMBER, operand, position, operator + " needs ");
    }

    /** The left side of IN and LIKE. */
    Identifier requireString(Expression operand, int position, String operator) throws SelectorException {
        Identifier identifier = requireIdentifier(operand, position, operator);
        require(ValueType.STRING, operand, position, operator + " needs ");
        return identifier;
    }

    Identifier requireIdentifier(Expression operand, int position, String operator) throws SelectorException {
        if (operand instanceof Identifier identifier) {
            return identifier;
        }
        throw lexer.error(position, operator + " needs an identifier on its left side");
    }

    /** The two sides of = and of its opposite. */
    void requireLike(Expression left, Expression right, int position) throws SelectorException {
        if (!left.type().mayBe(right.type())) {
            String types = left.type().noun() + " is never equal to " + right.type().noun();
            throw lexer.error(position, "only like types can be compared: " + types);
        }
    }

    void requireSelectable(Token identifier) throws SelectorException {
        if (!Identifier.isSelectable(identifier.text())) {
            throw lexer.error(identifier.position(), identifier.description() + " is not allowed in a selector: of the names"
                + " beginning with JMS only JMSDeliveryMode, JMSPriority, JMSMessageID, JMSTimestamp, JMSCorrelationID, JMSType,"
                + " JMSX* and JMS_* are");
        }
    }

    private Expression require(ValueType type, Expression operand, int position, String demand) throws SelectorException {
        if (!operand.type().mayBe(type)) {
            throw lexer.error(position, demand + type.noun() + ", found " + operand.type().noun());
        }
        return operand;
    }
}
