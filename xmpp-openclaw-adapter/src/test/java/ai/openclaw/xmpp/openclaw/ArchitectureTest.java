package ai.openclaw.xmpp.openclaw;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The directions between modules, and the rules of the house that a machine can check. Sees all modules. */
class ArchitectureTest {

    private static final String ROOT = "ai.openclaw.xmpp";
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    private static void check(ArchRule rule) {
        rule.check(ALL);
    }

    @Test
    void seesAllModules() {
        assertTrue(ALL.size() > 200, "only " + ALL.size() + " classes were imported");
        Set<String> packages =
                ALL.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));
        for (String module : List.of(
                "",
                ".session",
                ".babbler",
                ".smack",
                ".store.embedded",
                ".policy",
                ".onboarding",
                ".openclaw.bridge")) {
            assertTrue(packages.contains(ROOT + module), ROOT + module + " was not imported");
        }
    }

    @Test
    void packagesHaveNoCycles() {
        check(slices().matching(ROOT + ".(*)..").should().beFreeOfCycles());
        check(slices().matching(ROOT + ".openclaw.(*)..").should().beFreeOfCycles());
    }

    @Test
    void everyPackageSaysWhatMayBeNull() {
        Set<String> unmarked = ALL.stream()
                .map(JavaClass::getPackage)
                .filter(found -> !found.isAnnotatedWith(NullMarked.class))
                .map(found -> found.getName())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), unmarked);
    }

    @Test
    void theEnginesTypesStayInTheEngine() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".babbler..")
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are Babbler's, but for its PRECIS library",
                        used -> used.getPackageName().startsWith("rocks.xmpp")
                                && !used.getPackageName().startsWith("rocks.xmpp.precis"))));
        check(noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".babbler..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("javax.xml.bind.."));
        check(noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".smack..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.jivesoftware..", "org.igniterealtime..", "org.jxmpp..", "org.minidns.."));
        check(noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".babbler..", ROOT + ".smack..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.ongres.."));
        check(noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".store.embedded..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.h2..", ROOT + ".store.embedded.."));
        check(noClasses()
                .that()
                .doNotHaveFullyQualifiedName(ROOT + ".Jid")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("rocks.xmpp.precis.."));
    }

    @Test
    void theApiKnowsNobody() {
        check(noClasses()
                .that()
                .resideInAnyPackage(
                        ROOT,
                        ROOT + ".archive",
                        ROOT + ".command",
                        ROOT + ".pubsub",
                        ROOT + ".muc",
                        ROOT + ".media",
                        ROOT + ".disco",
                        ROOT + ".live",
                        ROOT + ".profile",
                        ROOT + ".registration",
                        ROOT + ".spi")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + ".session..",
                        ROOT + ".babbler..",
                        ROOT + ".smack..",
                        ROOT + ".store..",
                        ROOT + ".policy..",
                        ROOT + ".onboarding..",
                        ROOT + ".openclaw.."));
        check(noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".session..", ROOT + ".babbler..", ROOT + ".smack..", ROOT + ".store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".policy..", ROOT + ".onboarding..", ROOT + ".openclaw.."));
    }

    @Test
    void thePolicyIsPure() {
        DescribedPredicate<JavaClass> impure = DescribedPredicate.describe(
                "do I/O, log or run threads",
                used -> List.of("java.io", "java.net", "java.nio.file", "java.util.concurrent", "org.slf4j").stream()
                                .anyMatch(name -> used.getPackageName().equals(name)
                                        || used.getPackageName().startsWith(name + "."))
                        // Decodes text, whatever its package does.
                        && !used.getName().equals("java.net.URLDecoder"));
        check(noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".policy..", ROOT + ".session.codec..")
                .should()
                .dependOnClassesThat(impure));
        check(noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".policy..", ROOT + ".session.codec..")
                .should()
                .callMethod(java.time.Instant.class, "now"));
    }

    @Test
    void librariesStayInTheirCorners() {
        check(noClasses()
                .that()
                .haveNameNotMatching(".*\\.(AdapterModule|OnboardingModule)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.google.inject.."));
        check(noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".openclaw.config..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.typesafe.."));
        check(noClasses()
                .that()
                .haveNameNotMatching(".*\\.(XmppProviders|StateStores|Commands)")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(java.util.ServiceLoader.class));
    }

    @Tag("R26")
    @Test
    void onlyMainTouchesTheStandardStreams() {
        check(noClasses()
                .that()
                .doNotHaveFullyQualifiedName(ROOT + ".openclaw.Main")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .accessField(System.class, "in"));
    }

    @Test
    void enginesHaveOnePublicType() {
        assertEquals(List.of("BabblerProvider"), publicTypes(ROOT + ".babbler"));
        assertEquals(List.of("SmackProvider"), publicTypes(ROOT + ".smack"));
    }

    private static List<String> publicTypes(String packageName) {
        return ALL.stream()
                .filter(type -> type.getPackageName().equals(packageName))
                .filter(type -> type.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.PUBLIC))
                .filter(JavaClass::isTopLevelClass)
                .map(JavaClass::getSimpleName)
                .toList();
    }

    @Test
    void enginesDoNotKnowEachOther() {
        check(noClasses()
                .that()
                .resideInAPackage(ROOT + ".babbler..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".smack.."));
        check(noClasses()
                .that()
                .resideInAPackage(ROOT + ".smack..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".babbler.."));
    }

    @Test
    void nobodySleeps() {
        check(noClasses().should().callMethod(Thread.class, "sleep", long.class));
    }

    /** On two processors the common pool has one worker with JDK 25, and each WebSocket needs it to be opened (docs/engines.md). */
    @Test
    void nobodyWorksInTheCommonPool() {
        check(noClasses().should().callMethod(CompletableFuture.class, "supplyAsync", Supplier.class));
        check(noClasses().should().callMethod(CompletableFuture.class, "runAsync", Runnable.class));
        check(noClasses().should().callMethod(ForkJoinPool.class, "commonPool"));
    }

    @Test
    void wireTypesAreRecords() {
        check(classes()
                .that()
                .resideInAPackage(ROOT + ".openclaw.wire")
                .and()
                .areNestedClasses()
                .should()
                .beRecords());
    }
}
