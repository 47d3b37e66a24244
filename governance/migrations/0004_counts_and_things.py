"""Counts that cannot be forgotten, a list index for everything but columns, words that count.

Whatever writes assets, the three triggers add what it changed to `governance_assetcount`, in the
same transaction. They only ever append: nothing that two scans could wait for each other at.
"""

import django.db.models.deletion
from django.db import migrations, models

COUNTING = """
CREATE FUNCTION governance_count_assets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO governance_assetcount (scope_id, kind, state, n)
    SELECT scope_id, kind, state, count(*) FROM came GROUP BY 1, 2, 3;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO governance_assetcount (scope_id, kind, state, n)
    SELECT scope_id, kind, state, -count(*) FROM went GROUP BY 1, 2, 3;
  ELSE
    INSERT INTO governance_assetcount (scope_id, kind, state, n)
    SELECT scope_id, kind, state, sum(n) FROM (
      SELECT scope_id, kind, state, count(*) AS n FROM came GROUP BY 1, 2, 3 UNION ALL
      SELECT scope_id, kind, state, -count(*) FROM went GROUP BY 1, 2, 3
    ) both_sides GROUP BY 1, 2, 3 HAVING sum(n) <> 0;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER count_inserted AFTER INSERT ON governance_asset
  REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION governance_count_assets();
CREATE TRIGGER count_updated AFTER UPDATE ON governance_asset
  REFERENCING OLD TABLE AS went NEW TABLE AS came
  FOR EACH STATEMENT EXECUTE FUNCTION governance_count_assets();
CREATE TRIGGER count_deleted AFTER DELETE ON governance_asset
  REFERENCING OLD TABLE AS went FOR EACH STATEMENT EXECUTE FUNCTION governance_count_assets();
INSERT INTO governance_assetcount (scope_id, kind, state, n)
  SELECT scope_id, kind, state, count(*) FROM governance_asset GROUP BY 1, 2, 3;
"""
SILENCE = """
DROP TRIGGER count_inserted ON governance_asset;
DROP TRIGGER count_updated ON governance_asset;
DROP TRIGGER count_deleted ON governance_asset;
DROP FUNCTION governance_count_assets();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_receipts_and_names"),
        ("governance", "0003_facts"),
    ]

    operations = [
        migrations.CreateModel(
            name="AssetCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope", models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="core.scope")),
                ("kind", models.SmallIntegerField()),
                ("state", models.SmallIntegerField()),
                ("n", models.IntegerField()),
            ],
        ),
        migrations.RunSQL(COUNTING, SILENCE),
        migrations.AddField(
            model_name="word",
            name="df",
            field=models.IntegerField(default=0, db_default=0),
        ),
        migrations.RemoveIndex(model_name="asset", name="asset_kind_name"),
        migrations.AddIndex(
            model_name="asset",
            index=models.Index(
                fields=["state", "name_norm", "id", "kind"],
                name="asset_things",
                condition=~models.Q(kind=8) | ~models.Q(state=1),
            ),
        ),
    ]
