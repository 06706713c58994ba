package io.ternmq.jms.jndi;

import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.jms.TernXAConnectionFactory;
import io.ternmq.jms.destination.TernQueue;
import io.ternmq.jms.destination.TernTopic;
import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.RefAddr;
import javax.naming.Reference;
import javax.naming.spi.ObjectFactory;

/** The JNDI object factory of {@link TernConnectionFactory}, {@link TernXAConnectionFactory}, {@link TernQueue} and {@link TernTopic}. */
public final class TernObjectFactory implements ObjectFactory {
    /** For JNDI. */
    public TernObjectFactory() {
    }

    @Override
    public Object getObjectInstance(Object referred, Name name, Context context, Hashtable<?, ?> environment) {
        if (!(referred instanceof Reference reference)) {
            return null;
        }
        String type = reference.getClassName();
        if (type.equals(TernConnectionFactory.class.getName())) {
            return configured(new TernConnectionFactory(), reference);
        } else if (type.equals(TernXAConnectionFactory.class.getName())) {
            return configured(new TernXAConnectionFactory(), reference);
        } else if (type.equals(TernQueue.class.getName())) {
            return new TernQueue(text(reference));
        }
        return type.equals(TernTopic.class.getName()) ? new TernTopic(text(reference)) : null;
    }

    private static String text(Reference reference) {
        return (String) reference.get("name").getContent();
    }

    private static TernConnectionFactory configured(TernConnectionFactory factory, Reference reference) {
        for (int i = 0; i < reference.size(); i++) {
            RefAddr option = reference.get(i);
            factory.setOption(option.getType(), (String) option.getContent());
        }
        return factory;
    }
}
