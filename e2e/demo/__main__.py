"""Started by ./demo with one word: full, light or smoke."""

import signal
import sys

from . import full, light, smoke


def main(mode):
    # kill ends the demo as Ctrl-C does: everything is stopped on the way out.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.default_int_handler)
    try:
        return {"full": full, "light": light, "smoke": smoke}[mode].run()
    except KeyboardInterrupt:
        print("\nStopped.")
        return 130
    except Exception as problem:  # the last place that can tell the person what happened
        print(f"\nThe demo failed: {problem}", file=sys.stderr)
        return 1


sys.exit(main(sys.argv[1]))
