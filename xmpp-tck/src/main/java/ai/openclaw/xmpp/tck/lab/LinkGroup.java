package ai.openclaw.xmpp.tck.lab;

import java.util.List;
import java.util.function.Supplier;

/** Many links as one: for servers that give each account its own. */
public final class LinkGroup implements Link {

    private final Supplier<List<? extends Link>> links;

    /** A group of whoever is there when something is done. */
    public LinkGroup(Supplier<List<? extends Link>> links) {
        this.links = links;
    }

    @Override
    public void cut() {
        links.get().forEach(Link::cut);
    }

    @Override
    public void finish() {
        links.get().forEach(Link::finish);
    }

    @Override
    public void blackHole() {
        links.get().forEach(Link::blackHole);
    }

    @Override
    public void halfOpen() {
        links.get().forEach(Link::halfOpen);
    }

    @Override
    public void stall() {
        links.get().forEach(Link::stall);
    }

    @Override
    public void release() {
        links.get().forEach(Link::release);
    }

    @Override
    public void refuse() {
        links.get().forEach(Link::refuse);
    }

    @Override
    public void cutInTheMiddleOfAStanza(Direction direction) {
        links.get().forEach(link -> link.cutInTheMiddleOfAStanza(direction));
    }

    @Override
    public int connections() {
        return links.get().stream().mapToInt(Link::connections).sum();
    }
}
