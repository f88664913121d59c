#!/usr/bin/env bash
# Builds everything and runs every test, on a machine with nothing but the .NET SDK.
# Ends with one line alone: "N passed, N failed" (", N skipped" when any); exits 0 when nothing failed.
set -euo pipefail
cd "$(dirname "$0")/.."

explain() {
    printf '%s\n' "$@" >&2
    exit 1
}

# Installs Debian packages, where that is possible without asking anybody anything.
install() {
    local as_root=
    [[ $EUID -eq 0 ]] || as_root="sudo -n"
    command -v apt-get >/dev/null && $as_root true 2>/dev/null || return 0
    echo "Installing $* …"
    $as_root apt-get update -qq || true
    # One at a time: where one is not to be had, the others are.
    local package
    for package in "$@"; do
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null || true
    done
}

# The tests of the pages drive a real browser.
ensure_chromium() {
    if [[ -n "${CHROMIUM_PATH:-}" ]]; then
        [[ -x "$CHROMIUM_PATH" ]] || explain "CHROMIUM_PATH is $CHROMIUM_PATH, and no program is there."
        return
    fi
    [[ -x /usr/bin/chromium ]] || install chromium
    [[ -x /usr/bin/chromium ]] || explain \
        "The tests of the pages need Chromium, and it could not be installed here." \
        "Install it (Debian: sudo apt-get install chromium), or name one: CHROMIUM_PATH=/path/to/chrome ./tests/run.sh"
}

# The programs of docs/recipes.md are run as printed. What is not to be had here is skipped by its test, and counted.
ensure_recipes() {
    local missing=()
    [[ -e /usr/bin/jq ]] || missing+=(jq)
    [[ -e /usr/bin/curl ]] || missing+=(curl)
    [[ -e /usr/lib/python3/dist-packages/authlib ]] || missing+=(python3-authlib)
    [[ -e /usr/lib/python3/dist-packages/requests_oauthlib ]] || missing+=(python3-requests-oauthlib)
    [[ -e /usr/bin/go ]] || missing+=(golang-go)
    [[ -e /usr/share/gocode/src/golang.org/x/oauth2 ]] || missing+=(golang-golang-x-oauth2-dev)
    [[ ${#missing[@]} -eq 0 ]] || install "${missing[@]}"

    if command -v npm >/dev/null && [[ ! tests/recipes/node_modules/.package-lock.json -nt tests/recipes/package-lock.json ]]; then
        echo "Installing the packages of tests/recipes …"
        (cd tests/recipes && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null) ||
            echo "They could not be installed; the tests that need them are skipped." >&2
    fi
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
ensure_recipes
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
