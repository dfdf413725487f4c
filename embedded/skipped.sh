#!/bin/sh
# In place of a test that cannot be built here: says why.
echo "skipped: $1"
