# steps.sh: what ./run, ./test, .ci/run and .ci/daily share. To be read by a POSIX shell with `.`, from the project's folder.
#
# A step is a command with its output in a log. On a terminal it shows that it is alive; when it fails, the end of its log
# is shown with what to do. Packages come from packages.txt through apt.

# Programs speak English here because their output is read, and sort the same everywhere.
export LC_ALL=C.UTF-8

logs=${TMPDIR:-/tmp}/enishi-logs.$$
child=
as= # what goes before a command so that it runs as somebody else

say() { printf '%s\n' "$*"; }

# die TEXT… : every line of it to standard error, then the end.
die() {
    printf '%s\n' "$@" >&2
    exit 1
}

tidy_up() {
    if [ -n "$child" ]; then kill "$child" 2>/dev/null || :; fi
    rm -rf "$logs"
}

begin() {
    umask 022
    # What packages.txt names is Debian's: another Python before it would lack the modules.
    PATH=/usr/sbin:/usr/bin:/sbin:/bin:$PATH
    export PATH
    mkdir -m 700 "$logs" || die "The folder $logs for logs could not be made." "Is there room in ${TMPDIR:-/tmp}?"
    trap tidy_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
}

# How far a log has come: what ninja, apt or meson printed last as [3/20] or pmstatus:…:45.1:…
progress_of() {
    tail -c 600 "$1" 2>/dev/null | tr '\r' '\n' | sed -n \
        -e 's/^\[\([0-9]*\/[0-9]*\)\].*/\1/p' -e 's/^ *\([0-9]*\/[0-9]*\) .*/\1/p' \
        -e 's/^pmstatus:[^:]*:\([0-9]*\).*/\1 %/p' -e 's/^dlstatus:[^:]*:\([0-9]*\).*/downloading, \1 %/p' | tail -n 1
}

# draw TEXT LOG: draws a line a second for as long as $child lives, on a terminal only. A step under a second draws nothing.
draw() {
    [ -t 1 ] || return 0
    seconds=0
    # The first second is waited for in tenths, so that a quick step is not made slow.
    for tenth in 1 2 3 4 5 6 7 8 9 10; do
        kill -0 "$child" 2>/dev/null || return 0
        sleep 0.1
    done
    while kill -0 "$child" 2>/dev/null; do
        seconds=$((seconds + 1))
        printf '\r\033[K%s … %s (%d s)' "$1" "$(progress_of "$2")" "$seconds"
        sleep 1
    done
    printf '\r\033[K'
}

# attempt TEXT COMMAND…: runs it with its output in $log; returns its status.
attempt() {
    text=$1 log=$logs/step.log
    shift
    "$@" >"$log" 2>&1 </dev/null &
    child=$!
    draw "$text" "$log"
    status=0
    wait "$child" || status=$?
    child=
    return "$status"
}

# step TEXT REMEDY COMMAND…: as attempt, but a failure is shown and ends everything.
step() {
    text=$1 remedy=$2
    shift 2
    if attempt "$text" "$@"; then return 0; fi
    grep -v -e '^pmstatus:' -e '^dlstatus:' "$log" | tail -n 40 >&2
    die "" "Failed: $text." "$remedy"
}

# packages SECTION…: the names in these sections of packages.txt.
packages() {
    for section in "$@"; do
        awk -v wanted="[$section]" '/^\[/ { inside = $1 == wanted; next } inside && NF && $1 !~ /^#/ { print $1 }' packages.txt
    done
}

# missing NAME…: those that are not installed. dpkg-query answers in hundredths of a second, so nothing needs to be remembered.
# npm may have come with a nodejs that is not Debian's, whose package does not suffer Debian's npm beside it.
missing() {
    installed=" $(dpkg-query -W -f '${db:Status-Abbrev}|${Package}\n' "$@" 2>/dev/null | sed -n 's/^.i *|//p' | tr '\n' ' ') "
    for name in "$@"; do
        case $installed in
        *" $name "*) ;;
        *) [ "$name" = npm ] && command -v npm >/dev/null || printf '%s ' "$name" ;;
        esac
    done
}

# What apt says about the sizes, such as "Need to get 61.5 MB … After this operation, 245 MB of additional disk space …".
# It is apt's own plan, made without root; lists that are not there yet are fetched into a folder of our own first.
sizes_of() {
    if ! plan "$@"; then
        mkdir -p "$logs/lists/partial" "$logs/cache/archives/partial"
        set -- -o Dir::State::Lists="$logs/lists" -o Dir::Cache="$logs/cache" "$@"
        apt-get -q -o Debug::NoLocking=1 -o Dir::State::Lists="$logs/lists" -o Dir::Cache="$logs/cache" \
            -o APT::Sandbox::User= update >"$logs/plan" 2>&1 </dev/null || return 1
        plan "$@" || return 1
    fi
    sed -n -e 's/^Need to get \([0-9.,]* [kMG]*B\).*/\1 to download/p' \
        -e 's/^After this operation, \([0-9.,]* [kMG]*B\) of additional.*/\1 on disk/p' "$logs/plan" | paste -s -d , - | sed 's/,/, /g'
}

plan() {
    # It answers no to its own question, so its status says nothing; the sizes do.
    apt-get -o Debug::NoLocking=1 --assume-no --no-install-recommends install "$@" >"$logs/plan" 2>&1 </dev/null || :
    grep -q '^After this operation' "$logs/plan"
}

# install_packages YES SECTION…: installs what is missing. YES is 1 to go ahead without a question.
install_packages() {
    yes=$1
    shift
    [ -e /etc/debian_version ] && command -v apt-get >/dev/null ||
        die "enishi's packages come from Debian 12, and this system has no apt." "Install what packages.txt names by hand, then build with meson."
    wanted=$(missing $(packages "$@"))
    [ -n "$wanted" ] || return 0
    sudo=
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || die "These Debian packages are missing: $wanted" \
            "There is no sudo here. Have an administrator run: apt-get install --no-install-recommends $wanted"
        sudo=sudo
    fi
    say "Debian packages that are missing: $wanted"
    ask_for_sudo "$yes" "$wanted"
    # sudo may ask for its password, which it does before anything runs in the background.
    if [ -n "$sudo" ]; then sudo -v || die "sudo was refused, so nothing was installed."; fi
    # Old lists name versions that the mirror has dropped. When the mirror cannot be reached, the packages may still be on disk.
    attempt "Reading what packages there are" $sudo apt-get -q -o DPkg::Lock::Timeout=300 update || cat "$log" >&2
    # apt closes the descriptor of its progress between one dpkg and the next, so that it must not be the one that packages write to.
    step "Installing packages" "Check the network and the disk, then try again: ${sudo:+sudo }apt-get install --no-install-recommends $wanted" \
        $sudo sh -c 'DEBIAN_FRONTEND=noninteractive exec apt-get "$@" 3>&1' apt -y -q --no-install-recommends \
        -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -o APT::Status-Fd=3 install $wanted
    wanted=$(missing $wanted)
    [ -z "$wanted" ] || die "apt reports success, but these packages are still missing: $wanted"
}

# As root there is nothing to ask.
ask_for_sudo() {
    if [ -z "$sudo" ]; then return 0; fi
    say "They are installed with sudo: $(sizes_of $2 || say 'their size could not be found out')."
    if [ "$1" = 1 ]; then return 0; fi
    [ -t 0 ] || die "Nobody is there to agree to sudo. Call it with --yes to agree in advance."
    printf 'Go ahead? [y/N] '
    read -r answer || answer=
    case $answer in
    y | Y | yes | Yes | YES) ;;
    *) die "Nothing was installed." ;;
    esac
}

# fetch_page_parts build|all: what the page is bundled from, and for all what checks it too; nothing if the lock file has not changed.
fetch_page_parts() {
    lock=$(sha256sum <ui/package-lock.json)
    fetched=$(cat ui/node_modules/.fetched 2>/dev/null || :)
    if [ "$fetched" = "all $lock" ] || [ "$fetched" = "$1 $lock" ]; then return 0; fi
    omit=
    if [ "$1" = build ]; then omit=--omit=dev; fi
    step "Fetching the parts of the page" "npm's message is above. Is the network there, and is a registry reachable (npm config get registry)?" \
        npm --prefix ui ci $omit
    printf '%s' "$1 $lock" >ui/node_modules/.fetched
}

# setup FOLDER OPTION…: makes a build folder, or changes the options of one.
setup() {
    folder=$1
    shift
    if [ -e "$folder" ] && [ ! -w "$folder" ]; then
        die "The folder $folder belongs to $(stat -c %U "$folder"), and $(id -un) cannot write there." "Remove it (sudo rm -r $folder) and try again."
    fi
    if [ -e "$folder/build.ninja" ] && [ "$(cat "$folder/options" 2>/dev/null)" = "$*" ]; then return 0; fi
    # Emptied, not removed: who may build here need not be who owns the folder above.
    mkdir -p "$folder" && find "$folder" -mindepth 1 -delete || return 1
    $as meson setup "$folder" "$@" || return 1
    printf '%s' "$*" >"$folder/options"
}

# In words, for messages and timings.
seconds_since() { printf '%d s' $(($(date +%s) - $1)); }
