"""The database learns to add up changes."""

from django.db import migrations

# Differences laid on each other in their order: {field: [old, new]} of the last one that has it.
FOLD = "CREATE AGGREGATE core_fold(jsonb) (SFUNC = jsonb_concat, STYPE = jsonb, INITCOND = '{}')"


class Migration(migrations.Migration):
    dependencies = [("core", "0004_answers")]

    operations = [migrations.RunSQL(FOLD, "DROP AGGREGATE core_fold(jsonb)")]
