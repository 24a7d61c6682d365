package ai.openclaw.xmpp.onboarding;

import java.security.SecureRandom;

/** Makes up passwords that nobody can guess. */
final class Passwords {

    /** Without those that look alike, in case somebody has to type it. */
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static final int LENGTH = 24;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Passwords() {}

    /** A new one of about 139 bits, with letters of both cases and digits in it. */
    static String fresh() {
        while (true) {
            StringBuilder password = new StringBuilder();
            for (int i = 0; i < LENGTH; i++) {
                password.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
            }
            String made = password.toString();
            // Servers with rules of their own want some of each.
            if (made.matches(".*[a-z].*") && made.matches(".*[A-Z].*") && made.matches(".*[2-9].*")) {
                return made;
            }
        }
    }
}
