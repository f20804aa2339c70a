#!/bin/sh
# copy-index.sh SOURCE TARGET: bring what SOURCE serves to TARGET, the index folder of a copy.
#
# SOURCE may be a folder or rsync's HOST:FOLDER; run it where TARGET is, every minute say. Nobody
# ever sees half a build: the originals come first, then the build under a hidden name, which gets
# its own by a rename; CURRENT, by a rename too, comes last. Whatever fails, the copy goes on with
# what it has, and the next run begins where this one broke off.
set -eu

source=${1:?SOURCE is missing}
target=${2:?TARGET is missing}
new=$target/.new
kept=3

mkdir -p "$target/builds" "$target/files" "$new"
exec 9> "$target/.copying"
flock -n 9 || { echo "copy-index: another one is at work on $target" >&2; exit 1; }

rsync -rt --include=/CURRENT --include=/quarantine.json --include=/vectors.schema --exclude='*' \
    "$source/" "$new/"
build=$(cat "$new/CURRENT")
case $build in
    '' | .* | *[!0-9A-Za-z._-]*) echo "copy-index: $source/CURRENT names no build" >&2; exit 1 ;;
esac

if [ ! -d "$target/builds/$build" ]; then
    partial=$target/builds/.$build.partial
    find "$target/builds" -maxdepth 1 -name '.*.partial' ! -name ".$build.partial" -exec rm -rf {} +
    rsync -rt --exclude='.*' "$source/files/" "$target/files/"
    # Until a look finds all alike: a store may write a line of its own where it is being opened.
    changed=first
    while [ -n "$changed" ]; do
        changed=$(rsync -rt --checksum --delete --fsync --out-format=%n \
            "$source/builds/$build/" "$partial/")
    done
    mv -T "$partial" "$target/builds/$build"
fi
before=$(cat "$target/CURRENT" 2>/dev/null || :)
if [ -f "$new/quarantine.json" ]; then
    mv -T "$new/quarantine.json" "$target/quarantine.json"
else
    rm -f "$target/quarantine.json"
fi
# Where the vectors are on a server: what they are called there.
[ ! -f "$new/vectors.schema" ] || mv -T "$new/vectors.schema" "$target/vectors.schema"
mv -T "$new/CURRENT" "$target/CURRENT"

# The newest stay, to go back to, and so does the one that may still be answering; of the originals
# those that SOURCE keeps for its own.
rsync -rt --delete --exclude='.*' "$source/files/" "$target/files/"
ls "$target/builds" | sort | head -n "-$kept" | while read -r old; do
    [ "$old" = "$build" ] || [ "$old" = "$before" ] || rm -rf "$target/builds/$old"
done
