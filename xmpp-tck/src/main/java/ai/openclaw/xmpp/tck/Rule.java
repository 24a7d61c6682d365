package ai.openclaw.xmpp.tck;

import ai.openclaw.xmpp.tck.lab.Ability;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;

/** One rule of the contract; the method that carries it is the rule's test. The tables of {@code docs/spi.md} are made of these. */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Test
public @interface Rule {

    /** Its number, such as {@code ST-101}: never given to another rule. */
    String id();

    /** How much it binds. */
    Strength strength() default Strength.MUST;

    /** Where it comes from: an RFC's or XEP's section; empty if it is our own. */
    String spec() default "";

    /** What must be so, in one sentence. */
    String text();

    /** Why, in one sentence: what goes wrong in the world otherwise. */
    String intent();

    /** What to look at when it fails, for who wrote the engine. */
    String[] check() default {};

    /** What the server must be able to do; without it the rule is reported as not possible. */
    Ability[] needs() default {};
}
