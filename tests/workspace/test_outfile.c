/* Result files (outfile.h) in a folder of their own, with and without files that have no name: what is there
 * after each ending, also that of a process which is killed.
 */
#include "check.h"
#include "outfile.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

int __real_open(const char *path, int flags, ...);
int __real_open64(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...);

static bool refuse_nameless;

#define WRAPPED(name)                                                                                        \
    int __wrap_##name(const char *path, int flags, ...)                                                      \
    {                                                                                                        \
        va_list more;                                                                                        \
        va_start(more, flags);                                                                               \
        mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(more, mode_t) : 0;                            \
        va_end(more);                                                                                        \
        if (refuse_nameless && (flags & O_TMPFILE) == O_TMPFILE) {                                           \
            errno = EOPNOTSUPP;                                                                              \
            return -1;                                                                                       \
        }                                                                                                    \
        return __real_##name(path, flags, mode);                                                             \
    }
WRAPPED(open)
WRAPPED(open64)

static int enter_folder(void **state)
{
    static char folder[] = "/tmp/enishi-outfile-XXXXXX";
    strcpy(folder + sizeof folder - 7, "XXXXXX");
    *state = mkdtemp(folder);
    return *state ? chdir(folder) : -1;
}

static int leave_folder(void **state)
{
    DIR *dir = opendir(*state);
    for (struct dirent *entry; dir && (entry = readdir(dir));) (void)unlinkat(dirfd(dir), entry->d_name, 0);
    if (dir) closedir(dir);
    return chdir("/") == 0 ? rmdir(*state) : -1;
}

static unsigned count_files(const char *part)
{
    unsigned count = 0;
    DIR *dir = opendir(".");
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));)
        count += entry->d_name[0] != '.' && strstr(entry->d_name, part) != NULL;
    closedir(dir);
    return count;
}

static void check_content(const char *path, const char *wanted)
{
    char buffer[64];
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t size = fread(buffer, 1, sizeof buffer, file);
    fclose(file);
    assert_int_equal(size, strlen(wanted));
    assert_memory_equal(buffer, wanted, size);
}

static void put(const char *path, const char *text, bool commit)
{
    en_outfile file;
    en_report report = en_report_make(NULL);
    assert_int_equal(en_outfile_write(path, NULL, 0, en_str_of(text), &report, &file), EN_OK);
    if (commit) assert_int_equal(en_outfile_commit(&file, &report), EN_OK);
    en_outfile_end(&file);
    en_report_free(&report);
}

static void results__are_new_or_replace_what_is_there_and_keep_its_mode(void **unused)
{
    (void)unused;
    struct stat info;
    char path[64];
    assert_non_null(getcwd(path, sizeof path - 8));
    strcat(path, "/b.csv");
    mode_t mask = umask(027);
    for (int k = 0; k < 2; k++) {
        refuse_nameless = k == 1;
        put("a.csv", "first", true);
        assert_int_equal(stat("a.csv", &info), 0);
        assert_int_equal(info.st_mode & 0777, 0640);
        assert_int_equal(chmod("a.csv", 0604), 0);
        put("a.csv", "second", true);
        assert_int_equal(stat("a.csv", &info), 0);
        assert_int_equal(info.st_mode & 0777, 0604);
        check_content("a.csv", "second");
        put(path, "third", true);
        check_content("b.csv", "third");
        put("a.csv", "never", false);
        put("c.csv", "never", false);
        check_content("a.csv", "second");
        assert_int_equal(count_files(""), 2);
        assert_int_equal(unlink("a.csv"), 0);
    }
    umask(mask);
    refuse_nameless = false;
}

static void results__of_a_process_that_is_killed_leave_nothing_where_files_need_no_names(void **unused)
{
    (void)unused;
    put("a.csv", "kept", true);
    int probe = __real_open(".", O_TMPFILE | O_WRONLY, 0600);
    bool known = probe >= 0 && access("/proc/self/fd", F_OK) == 0;
    if (probe >= 0) close(probe);
    for (int k = 0; k < 2; k++) {
        refuse_nameless = k == 1;
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            en_outfile file;
            if (en_outfile_write("a.csv", NULL, 0, en_str_of("lost"), NULL, &file) == EN_OK) raise(SIGKILL);
            _exit(1);
        }
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        check_content("a.csv", "kept");
        assert_int_equal(count_files(".enishi-"), known ? k : k + 1);
    }
    refuse_nameless = false;
}

static void results__in_no_folder_or_without_rights_are_refused(void **unused)
{
    (void)unused;
    for (int k = 0; k < 2; k++) {
        refuse_nameless = k == 1;
        en_outfile file;
        en_report report = en_report_make(NULL);
        assert_int_equal(en_outfile_write("no/a.csv", NULL, 0, en_str_of("x"), &report, &file), EN_ERR_IO);
        en_outfile_end(&file);
        assert_int_equal(report.kept, 1);
        assert_int_equal(report.problems[0].rule, EN_W_FILE_CANNOT_WRITE);
        en_report_free(&report);
    }
    refuse_nameless = false;
    assert_int_equal(count_files(""), 0);
}

static void results__of_one_descriptor_do_not_leak_another(void **unused)
{
    (void)unused;
    int before = dup(0);
    for (int k = 0; k < 20; k++) {
        put("a.csv", "x", k % 2 == 0);
        put("new.csv", "x", true);
        assert_int_equal(unlink("new.csv"), 0);
    }
    int after = dup(0);
    assert_int_equal(after, before + 1);
    close(before);
    close(after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(results__are_new_or_replace_what_is_there_and_keep_its_mode,
                                        enter_folder, leave_folder),
        cmocka_unit_test_setup_teardown(
            results__of_a_process_that_is_killed_leave_nothing_where_files_need_no_names, enter_folder,
            leave_folder),
        cmocka_unit_test_setup_teardown(results__in_no_folder_or_without_rights_are_refused, enter_folder,
                                        leave_folder),
        cmocka_unit_test_setup_teardown(results__of_one_descriptor_do_not_leak_another, enter_folder,
                                        leave_folder),
    };
    return cmocka_run_group_tests_name("outfile", tests, NULL, NULL);
}
