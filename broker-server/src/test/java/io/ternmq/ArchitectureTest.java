package io.ternmq;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Keeps the package graph of the broker and of the wire protocol without cycles, and its arrows as DESIGN §3 says. */
@AnalyzeClasses(packages = "io.ternmq", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule packagesHaveNoCycles = slices().matching("io.ternmq.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule wireKnowsNobodyAbove = noClasses().that().resideInAPackage("io.ternmq.wire..")
            .should().dependOnClassesThat().resideInAnyPackage("io.ternmq.broker..", "io.ternmq.namesrv..", "io.ternmq.jms..",
                    "jakarta..");

    @ArchTest
    static final ArchRule storeKnowsNobodyAbove = noClasses().that().resideInAPackage("io.ternmq.broker.store..")
            .should().dependOnClassesThat().resideInAnyPackage("io.ternmq.broker.engine..", "io.ternmq.broker.network..",
                    "io.ternmq.broker.request..", "io.ternmq.broker.delivery..", "io.ternmq.broker.routing..",
                    "io.ternmq.broker.schedule..");

    @ArchTest
    static final ArchRule engineKnowsNeitherProtocolNorModules = noClasses().that()
            .resideInAPackage("io.ternmq.broker.engine..")
            .should().dependOnClassesThat().resideInAnyPackage("io.ternmq.wire.frame..", "io.ternmq.wire.command..",
                    "io.ternmq.wire.connection..", "io.ternmq.broker.network..", "io.ternmq.broker.request..",
                    "io.ternmq.broker.delivery..", "io.ternmq.broker.routing..", "io.ternmq.broker.schedule..");

    @ArchTest
    static final ArchRule nameServerIsNoBroker = noClasses().that().resideInAPackage("io.ternmq.namesrv..")
            .should().dependOnClassesThat().resideInAPackage("io.ternmq.broker..");
}
