package io.ternmq.jms;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The arrows of the package tree. */
@AnalyzeClasses(packages = "io.ternmq.jms", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule PACKAGES_ARE_FREE_OF_CYCLES = slices().matching("io.ternmq.jms.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ARROWS = layeredArchitecture().consideringOnlyDependenciesInLayers()
        .layer("factories").definedBy("io.ternmq.jms")
        .layer("jndi").definedBy("io.ternmq.jms.jndi")
        .layer("session").definedBy("io.ternmq.jms.session")
        .layer("message").definedBy("io.ternmq.jms.message")
        .layer("remote").definedBy("io.ternmq.jms.remote")
        .layer("rocketmq").definedBy("io.ternmq.jms.rocketmq")
        .layer("lookup").definedBy("io.ternmq.jms.lookup")
        .layer("mapping").definedBy("io.ternmq.jms.mapping")
        .layer("transport").definedBy("io.ternmq.jms.transport")
        .layer("core").definedBy("io.ternmq.jms.core")
        .layer("destination").definedBy("io.ternmq.jms.destination")
        .whereLayer("factories").mayOnlyBeAccessedByLayers("jndi")
        .whereLayer("jndi").mayNotBeAccessedByAnyLayer()
        .whereLayer("session").mayOnlyBeAccessedByLayers("factories")
        .whereLayer("message").mayOnlyBeAccessedByLayers("factories", "session")
        .whereLayer("remote").mayOnlyBeAccessedByLayers("factories")
        .whereLayer("rocketmq").mayOnlyBeAccessedByLayers("factories")
        .whereLayer("lookup").mayOnlyBeAccessedByLayers("factories", "remote", "rocketmq")
        .whereLayer("mapping").mayOnlyBeAccessedByLayers("remote", "rocketmq", "lookup")
        .whereLayer("transport").mayOnlyBeAccessedByLayers("remote", "rocketmq", "lookup")
        .whereLayer("core").mayOnlyBeAccessedByLayers("factories", "session", "message", "remote", "rocketmq", "lookup", "mapping");

    @ArchTest
    static final ArchRule ONLY_PROVIDERS_AND_WHAT_THEY_SHARE_SPEAK_FRAMES = noClasses()
        .that().resideOutsideOfPackages("io.ternmq.jms.remote", "io.ternmq.jms.rocketmq", "io.ternmq.jms.lookup",
            "io.ternmq.jms.mapping", "io.ternmq.jms.transport")
        .should().dependOnClassesThat().resideInAnyPackage("io.ternmq.wire.frame..", "io.ternmq.wire.connection..",
            "io.ternmq.wire.command..", "io.netty..");

    /** The JDK's thread for these never ends, and keeps the class loaders of all that was at work when it started (up to Java 23). */
    @ArchTest
    static final ArchRule NOTHING_WAITS_ON_A_THREAD_OF_THE_JDK = noClasses()
        .should().callMethod(CompletableFuture.class, "delayedExecutor", long.class, TimeUnit.class)
        .orShould().callMethod(CompletableFuture.class, "orTimeout", long.class, TimeUnit.class)
        .orShould().callMethod(CompletableFuture.class, "completeOnTimeout", Object.class, long.class, TimeUnit.class);

    @ArchTest
    static final ArchRule ONLY_THE_WIRE_IS_BELOW = noClasses().should().dependOnClassesThat()
        .resideInAnyPackage("io.ternmq.broker..", "io.ternmq.namesrv..", "io.ternmq.jca..", "org.slf4j..");
}
