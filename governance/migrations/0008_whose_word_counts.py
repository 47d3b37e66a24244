import core.ids
import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """Rankings have a history from now on, and are seeded with it after every migration. Nobody
    could change one before, so that there is nothing to carry over."""

    dependencies = [
        ('governance', '0007_when_scans_ran'),
    ]

    operations = [
        migrations.AddField(
            model_name='asset',
            name='otherwise',
            field=models.TextField(null=True),
        ),
        migrations.DeleteModel(name='Precedence'),
        migrations.CreateModel(
            name='Precedence',
            fields=[
                ('id', models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('field', models.CharField(choices=[('description', 'Description'), ('display_name', 'Display name'), ('owner', 'Owner')], max_length=20, unique=True, verbose_name='field')),
                ('origins', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), help_text='The first one that says something counts; scan is the source itself.', size=None, verbose_name='origins')),
                ('revision', models.IntegerField(default=1, editable=False)),
            ],
            options={
                'ordering': ('field',),
            },
        ),
    ]
