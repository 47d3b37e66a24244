"""The examples of docs/api.md do what the page says."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from core.access.models import Container
from core.bulk.models import BulkOperation
from core.changes.models import Change
from core.jobs.models import Job
from core.tokens import actions as tokens
from tests import factories
from tests.conftest import make_cast

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
# An answer that is no success ends the example.
STRICT = 'set -euo pipefail; curl() { command curl --fail-with-body "$@"; echo; }\n'

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="allowed: curl is not here")


def test_every_example_of_the_page_does_what_it_says(server, folder):
    ann = make_cast().ann
    source = factories.source(factories.sqlite_file(folder / "shop.db"), by=ann)
    factories.scan(source, by=ann)
    _, text = tokens.issue(user=ann, name="examples", scopes=["*"], by=ann)
    given = {"BASE": f"{server.url}/api/v1", "TOKEN": text, "SOURCE": str(source.pk)}
    examples = re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    for example in examples:
        done = subprocess.run(
            ["bash", "-c", STRICT + example],
            env={**os.environ, **given},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, f"{example}\n{done.stdout}{done.stderr}"
    assert len(examples) >= 8
    assert Container.objects.filter(name="Sales").count() == 1
    assert Change.objects.filter(reason__contains="named after the shop").exists()
    assert set(Job.objects.values_list("kind", flat=True)) == {"governance.scan", "core.bulk"}
    assert BulkOperation.objects.get().job.plan == {"reason": "first sweep"}
