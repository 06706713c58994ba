package io.ternmq.jca;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Keeps the adapter's packages without cycles, and the adapter away from everything of the client that is not exported. */
@AnalyzeClasses(packages = "io.ternmq.jca", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packagesHaveNoCycles = slices().matching("io.ternmq.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule seesTheExportedClientOnly = noClasses().should().dependOnClassesThat().resideInAnyPackage(
            "io.ternmq.wire..", "io.ternmq.broker..", "io.ternmq.namesrv..", "io.ternmq.jms.core..", "io.ternmq.jms.session..",
            "io.ternmq.jms.message..", "io.ternmq.jms.remote..", "io.ternmq.jms.rocketmq..",
            "io.ternmq.jms.lookup..", "io.ternmq.jms.mapping..",
            "io.ternmq.jms.transport..");
}
