#!/bin/sh
# tools/chroot-check.sh [FOLDER]: proves on a bare Debian 12 that ./run and ./test need nothing but themselves.
#
# It makes the smallest Debian there is (debootstrap minbase: no sudo, make, git, python, locale), copies the checkout into it, and runs
# both commands as root and as an ordinary user with sudo. To be called as root, with debootstrap installed. The mirror and how to reach it
# are those of this machine's apt and npm. FOLDER (otherwise a new one under /tmp) is used for the systems and removed at the end; with
# KEEP=1 it stays, and its bare system is used again.
set -eu
cd "$(dirname "$0")/.."
source=$PWD
[ "$(id -u)" = 0 ] || { echo "chroot-check: only root can make a chroot" >&2 && exit 1; }
command -v debootstrap >/dev/null || { echo "chroot-check: install debootstrap first" >&2 && exit 1; }
work=${1:-$(mktemp -d /tmp/enishi-chroot.XXXXXX)}
mkdir -p "$work"
passed=0 failed=0

# Where this machine's apt finds Debian 12: a line `RELEASE SITE COMPONENT` for each part.
targets() {
    apt-get indextargets --format '$(RELEASE) $(SITE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' | grep '^bookworm' | sort -u
}

leave() {
    for system in root user; do
        if mountpoint -q "$work/$system/proc"; then umount -l "$work/$system/proc"; fi
        rm -rf --one-file-system "${work:?}/$system"
    done
    if [ "${KEEP-}" != 1 ]; then rm -rf --one-file-system "$work"; fi
}
trap leave EXIT
trap 'exit 130' INT TERM

# check TEXT COMMAND…: its output is shown where it fails.
check() {
    text=$1 begun=$(date +%s%N)
    shift
    if "$@" >"$work/log" 2>&1 </dev/null; then
        passed=$((passed + 1)) word=ok
    else
        failed=$((failed + 1)) word=FAILED
        tail -n 60 "$work/log"
        grep -aE '^(FAILED|not ok) ' "$work/log" || :
    fi
    tenths=$((($(date +%s%N) - begun) / 100000000))
    echo "$word  $text ($((tenths / 10)).$((tenths % 10)) s): $(tail -n 1 "$work/log")"
}

make_bare() {
    if [ -e "$work/bare/ready" ]; then return 0; fi
    debootstrap --variant=minbase bookworm "$work/bare" "$(targets | sed -n 's/^bookworm \([^ ]*\) .*/\1/p' | head -n 1)" >"$work/debootstrap.log" 2>&1 ||
        { tail -n 20 "$work/debootstrap.log" >&2 && exit 1; }
    targets | sed 's/\([^ ]*\) \([^ ]*\)/deb \2 \1/' >"$work/bare/etc/apt/sources.list"
    apt-config dump Acquire::http Acquire::https Acquire::Retries >"$work/bare/etc/apt/apt.conf.d/90acquire"
    cp /etc/resolv.conf "$work/bare/etc/resolv.conf"
    # Whom npm trusts, where this machine has told it; /etc/npmrc is the file of Debian's npm.
    authorities=$(npm config get cafile 2>/dev/null || echo null)
    if [ -e "$authorities" ]; then cp "$authorities" "$work/bare/etc/npm-authorities.pem" && echo 'cafile=/etc/npm-authorities.pem' >"$work/bare/etc/npmrc"; fi
    : >"$work/bare/ready"
}

# make_system NAME: a fresh copy of the bare system with the checkout in /home/enishi.
make_system() {
    cp -a "$work/bare" "$work/$1"
    mount -t proc proc "$work/$1/proc"
    mkdir "$work/$1/home/enishi"
    tar -C "$source" -cf - --exclude='./build*' --exclude=./.git --exclude=./sample . | tar -C "$work/$1/home/enishi" -xf -
}

# in_system NAME USER COMMAND: a shell there, with an environment as bare as the system.
in_system() {
    chroot "$work/$1" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin setpriv --reuid "$2" --regid "$2" --init-groups --reset-env \
        sh -c "PATH=/usr/sbin:/usr/bin:/sbin:/bin; export PATH; cd /home/enishi && $3"
}

refuses() { ! in_system "$@" && grep -q 'Call it with --yes' "$work/log"; }
in_a_second() { timeout 1 chroot "$work/$1" sh -c "cd /home/enishi && ./run --once"; }

make_bare
make_system root
in_system root root 'for p in make git sudo python3 gcc; do ! command -v $p || exit 1; done' || { echo "chroot-check: the system is not bare" >&2 && exit 1; }
check "root: ./run --once" in_system root root './run --once'
check "root: ./run --once again, in less than a second" in_a_second root
check "root: ./test" in_system root root ./test
leave_root() { umount -l "$work/root/proc" && rm -rf --one-file-system "${work:?}/root"; }
leave_root

make_system user
in_system user root 'apt-get -q update && apt-get -qy --no-install-recommends install sudo && useradd -m someone &&
    echo "someone ALL=(ALL) NOPASSWD: ALL" >/etc/sudoers.d/someone && chown -R someone: /home/enishi' >"$work/log" 2>&1 ||
    { tail -n 20 "$work/log" >&2 && exit 1; }
check "user: ./run --once asks before it uses sudo" refuses user someone './run --once'
grep -E 'on disk|missing' "$work/log" || :
check "user: ./run --once --yes" in_system user someone './run --once --yes'
check "user: ./test --yes" in_system user someone './test --yes'
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
