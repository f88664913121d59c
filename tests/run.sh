#!/usr/bin/env bash
# Builds everything and runs every test, on a machine with nothing but the .NET SDK.
# Ends with one line alone: "N passed, N failed" (", N skipped" when any); exits 0 when nothing failed.
set -euo pipefail
cd "$(dirname "$0")/.."

explain() {
    printf '%s\n' "$@" >&2
    exit 1
}

# The tests of the pages drive a real browser.
ensure_chromium() {
    if [[ -n "${CHROMIUM_PATH:-}" ]]; then
        [[ -x "$CHROMIUM_PATH" ]] || explain "CHROMIUM_PATH is $CHROMIUM_PATH, and no program is there."
        return
    fi
    [[ -x /usr/bin/chromium ]] && return

    local as_root=
    [[ $EUID -eq 0 ]] || as_root="sudo -n"
    if command -v apt-get >/dev/null && $as_root true 2>/dev/null; then
        echo "Installing Chromium …"
        $as_root apt-get update -qq
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
    fi
    [[ -x /usr/bin/chromium ]] || explain \
        "The tests of the pages need Chromium, and it could not be installed here." \
        "Install it (Debian: sudo apt-get install chromium), or name one: CHROMIUM_PATH=/path/to/chrome ./tests/run.sh"
}

# Sum of one attribute over the <assembly> elements of these reports.
sum() {
    local total=0 value
    for value in $(grep -oh '<assembly [^>]*>' "${@:2}" 2>/dev/null | sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p"); do
        total=$((total + value))
    done
    echo "$total"
}

command -v dotnet >/dev/null || explain "The .NET 10 SDK is needed: https://dotnet.microsoft.com/download/dotnet/10.0"
ensure_chromium
dotnet build --nologo -v quiet

reports=$(mktemp -d)
trap 'rm -rf "$reports"' EXIT
colour=-noColor
[[ -t 1 && -z "${NO_COLOR:-}" ]] && colour=
broken=0
for project in tests/*.Tests/; do
    name=$(basename "$project")
    report="$reports/$name.xml"
    status=0
    dotnet "$project/bin/Debug/net10.0/$name.dll" -noLogo ${colour} -result-xml "$report" || status=$?
    # A run that died counts as a failure, whatever its report says or does not say.
    if [[ $status -ne 0 && $(($(sum failed "$report") + $(sum errors "$report"))) -eq 0 ]]; then
        echo "$name ended with exit code $status." >&2
        broken=$((broken + 1))
    fi
done

passed=$(sum passed "$reports"/*.xml)
failed=$(($(sum failed "$reports"/*.xml) + $(sum errors "$reports"/*.xml) + broken))
skipped=$(sum skipped "$reports"/*.xml)
summary="$passed passed, $failed failed"
[[ $skipped -eq 0 ]] || summary+=", $skipped skipped"
echo
echo "$summary"
[[ $failed -eq 0 && $passed -gt 0 ]]
