"""The part of a worker in a build on several machines, and how the chief lets workers go."""

from __future__ import annotations

import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from gancompile.cli.exit_codes import Exit
from gancompile.environment.cluster import Cluster
from gancompile.spec import Spec


def run_follower(spec: Spec, cluster: Cluster) -> Exit:
    """Trains along with the chief; the folder of the build is the chief's alone."""
    print(
        f"worker {cluster.index} of {len(cluster.workers)}; worker 0 ({cluster.workers[0]}) writes the build",
        flush=True,
    )
    from gancompile.cli.quiet import quiet

    quiet(spec.onednn_choice(None))
    from gancompile.catalogue.sources.data_error import DataError
    from gancompile.runtime.builder.follower import follow
    from gancompile.runtime.training import Interrupted, NothingToTrain, TrainingError

    try:
        with tempfile.TemporaryDirectory(prefix="gancompile-worker-") as folder:
            follow(spec.write(Path(folder)), cluster)
    except Interrupted as stopped:
        print(f"stopped after round {stopped.round:,}", file=sys.stderr)
        return Exit.INTERRUPTED
    except NothingToTrain:
        print("the chief has nothing to train")
    except (DataError, TrainingError) as error:
        print(f"error: {error}", file=sys.stderr)
        return Exit.MACHINE_OR_DATA
    return Exit.FINE


def release_followers(cluster: Cluster) -> None:
    """Lets the other workers end, where the chief finds nothing to train. Those that do not come need not be told."""
    from gancompile.cli.quiet import quiet

    quiet()
    from gancompile.runtime.training import DevicesError, release_workers

    print("waiting for the other workers, to say that there is nothing to train", flush=True)
    with suppress(DevicesError):
        release_workers(cluster)
