"""The shelf of detectors: one family of sensitive data a file. The manual: `governance.detector`.

Words of people (`person_names/*.txt`) and of streets were put together by hand for this shelf, from
what public statistics of births and censuses agree on; no list of anybody was copied.
"""
