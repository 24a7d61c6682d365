package ai.openclaw.xmpp.session;

/** Runs what blocks. */
public interface Threads {

    /** Starts a task on a thread of its own. */
    Running start(String name, Runnable task);

    /** A task that runs. */
    interface Running {
        /** Tells it to give up. */
        void interrupt();
    }
}
