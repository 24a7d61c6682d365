package ai.openclaw.xmpp.tck.lab;

/** Threads that do not keep the machine up. */
final class Threads {

    private Threads() {}

    static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
