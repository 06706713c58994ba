package io.ternmq.testkit;

import com.arjuna.ats.arjuna.common.CoreEnvironmentBeanException;
import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.RecoveryEnvironmentBean;
import com.arjuna.ats.arjuna.common.arjPropertyManager;
import com.arjuna.ats.arjuna.common.recoveryPropertyManager;
import com.arjuna.ats.arjuna.recovery.RecoveryManager;
import com.arjuna.ats.internal.arjuna.recovery.AtomicActionRecoveryModule;
import com.arjuna.ats.internal.jta.recovery.arjunacore.JTANodeNameXAResourceOrphanFilter;
import com.arjuna.ats.internal.jta.recovery.arjunacore.JTATransactionLogXAResourceOrphanFilter;
import com.arjuna.ats.internal.jta.recovery.arjunacore.XARecoveryModule;
import com.arjuna.ats.jta.common.JTAEnvironmentBean;
import com.arjuna.ats.jta.common.jtaPropertyManager;
import com.arjuna.ats.jta.recovery.XAResourceRecoveryHelper;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import jakarta.transaction.TransactionManager;
import java.nio.file.Path;
import java.util.List;
import javax.transaction.xa.XAResource;

/**
 * A transaction manager, as an application server has one. Its settings are the JVM's. A module that uses it depends on narayana-jta and
 * jboss-logging by itself.
 */
public final class Narayana {

    private static final String NODE = "ternmq-test";

    private Narayana() {
    }

    /**
     * Starts it; before anything else.
     *
     * @param objectStore the folder where it keeps its decisions
     */
    public static TransactionManager start(Path objectStore) {
        try {
            arjPropertyManager.getCoreEnvironmentBean().setNodeIdentifier(NODE);
        } catch (CoreEnvironmentBeanException e) {
            throw new IllegalStateException(e);
        }
        for (String name : new String[] {null, "communicationStore", "stateStore"}) {
            BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, name).setObjectStoreDir(objectStore.toString());
        }
        arjPropertyManager.getCoordinatorEnvironmentBean().setTransactionStatusManagerEnable(false);
        JTAEnvironmentBean jta = jtaPropertyManager.getJTAEnvironmentBean();
        jta.setXaRecoveryNodes(List.of(NODE));
        jta.setOrphanSafetyInterval(1);
        jta.setXaResourceOrphanFilters(List.of(new JTATransactionLogXAResourceOrphanFilter(), new JTANodeNameXAResourceOrphanFilter()));
        return com.arjuna.ats.jta.TransactionManager.transactionManager();
    }

    /** Makes it recover, over resources that are made for the purpose; each {@link Recovery#scan} is one look at them. */
    public static Recovery recovery(XAResource... resources) {
        RecoveryEnvironmentBean settings = recoveryPropertyManager.getRecoveryEnvironmentBean();
        settings.setRecoveryModuleClassNames(List.of(AtomicActionRecoveryModule.class.getName(), XARecoveryModule.class.getName()));
        settings.setRecoveryListener(false);
        settings.setRecoveryBackoffPeriod(1);
        settings.setExpiryScannerClassNames(List.of());
        RecoveryManager manager = RecoveryManager.manager(RecoveryManager.DIRECT_MANAGEMENT);
        manager.initialize();
        Helper helper = new Helper(resources);
        XARecoveryModule module = XARecoveryModule.getRegisteredXARecoveryModule();
        module.addXAResourceRecoveryHelper(helper);
        return new Recovery(manager, module, helper);
    }

    /** A recovery manager with its resources, until it is closed. */
    public static final class Recovery implements AutoCloseable {

        private final RecoveryManager manager;
        private final XARecoveryModule module;
        private final Helper helper;

        private Recovery(RecoveryManager manager, XARecoveryModule module, Helper helper) {
            this.manager = manager;
            this.module = module;
            this.helper = helper;
        }

        /** Looks at its log and at the resources, twice, and ends what it finds. */
        public void scan() {
            manager.scan();
        }

        @Override
        public void close() {
            module.removeXAResourceRecoveryHelper(helper);
        }
    }

    private record Helper(XAResource[] resources) implements XAResourceRecoveryHelper {
        @Override
        public boolean initialise(String parameters) {
            return true;
        }

        @Override
        public XAResource[] getXAResources() {
            return resources;
        }
    }
}
