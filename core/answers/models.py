"""What was answered to requests that may be sent again."""

from django.db import models


class Answer(models.Model):
    """The answer to a request with an Idempotency-Key, as it is given once more to a repetition.

    Of the request only a keyed hash is kept, and of the answer no secret.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    fingerprint = models.BinaryField()
    status = models.SmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.status} {self.id}"
