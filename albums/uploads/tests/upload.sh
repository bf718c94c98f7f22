#!/bin/bash
# Send a file in parts with curl alone: SITE E-MAIL PASSWORD ALBUM FILE [CHUNK]
set -euo pipefail
site=$1 email=$2 password=$3 album=$4 file=$5 chunk=${6:-16777216}
jar=$(mktemp) && trap 'rm -f "$jar"' EXIT

ask() { curl --silent --show-error --fail --cookie "$jar" --cookie-jar "$jar" "$@"; }
token_on() { ask "$site$1" | sed -n 's/.*name="csrfmiddlewaretoken" value="\([^"]*\)".*/\1/p' | head -n 1; }
header() { tr -d '\r' | sed -n "s/^$1: //Ip"; }
base64_of() { printf %s "$1" | base64 --wrap 0; }

# Sign in as people do; the token of a page allows what its scripts may do.
ask --output /dev/null --data-urlencode "csrfmiddlewaretoken=$(token_on /sign-in/)" \
    --data-urlencode "email=$email" --data-urlencode "password=$password" "$site/sign-in/"
tus=(--header "X-CSRFToken: $(token_on /studio/account/)" --header "Tus-Resumable: 1.0.0")

# What it speaks.
ask --request OPTIONS --dump-header - "$site/studio/uploads/" | header Tus-Version

# Announce the file: how long it is, its name, its album, and what it must come to.
sum=$(sha256sum "$file" | cut -d ' ' -f 1)
said="filename $(base64_of "$(basename "$file")"),album $(base64_of "$album"),sha256 $(base64_of "$sum")"
url=$site$(ask "${tus[@]}" --request POST --dump-header - --output /dev/null \
    --header "Upload-Length: $(stat --format %s "$file")" --header "Upload-Metadata: $said" \
    "$site/studio/uploads/" | header Location)

# Ask how far it is and send the next part, until all of it is there.
while offset=$(ask "${tus[@]}" --head "$url" | header Upload-Offset) \
        && [ "$offset" -lt "$(stat --format %s "$file")" ]; do
    echo "$offset"
    tail --bytes "+$((offset + 1))" "$file" | head --bytes "$chunk" \
        | ask "${tus[@]}" --request PATCH --data-binary @- --header "Upload-Offset: $offset" \
            --header "Content-Type: application/offset+octet-stream" "$url" || sleep 1
done
echo done
