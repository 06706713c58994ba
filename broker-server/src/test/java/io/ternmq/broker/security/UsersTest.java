package io.ternmq.broker.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of users, and the command that keeps it. */
class UsersTest {

    @TempDir
    private Path folder;
    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("users");
    }

    @Test
    void keepsNoPasswordAndNobodyElseMayRead() throws IOException {
        Users.put(file, "ann", "open sesame".toCharArray());

        assertThat(Files.readString(file)).startsWith("ann:SCRAM-SHA-256$").doesNotContain("sesame");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(Users.of(file).find("ann").toString()).isEqualTo("User[ann]");
    }

    @Test
    void replacesAUserAndLeavesTheOtherLinesAlone() throws IOException {
        Files.writeString(file, "# ours\n");
        Users.put(file, "ann", "one".toCharArray());
        Users.put(file, "bob", "two".toCharArray());
        String anns = Files.readAllLines(file).get(1);

        Users.put(file, "ann", "three".toCharArray());

        assertThat(Files.readAllLines(file)).hasSize(3).startsWith("# ours").doesNotContain(anns);
        assertThat(UserFile.read(file)).containsOnlyKeys("ann", "bob");
    }

    @Test
    void namesFileAndLineOfAFaultButNotWhatStandsThere() throws IOException {
        Files.writeString(file, "\nann:plainPassword\n");

        assertThatThrownBy(() -> Users.of(file)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("users:2").hasMessageContaining("mqusers").hasMessageNotContaining("plainPassword");
    }

    @Test
    void seesAChangedFileAndStaysAsItWasWhenThatIsFaulty() throws IOException {
        Users.put(file, "ann", "one".toCharArray());
        Users users = Users.of(file);
        assertThat(users.find("bob")).isNull();

        Users.put(file, "bob", "two".toCharArray());
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
        users.refresh();
        assertThat(users.find("bob")).isNotNull();

        Files.writeString(file, "nonsense");
        Files.setLastModifiedTime(file, FileTime.fromMillis(2_000));
        users.refresh();
        assertThat(users.find("bob")).isNotNull();
    }

    @Test
    void answersForANameThatNobodyHasAsForAnyOther() {
        Users.put(file, "ann", "one".toCharArray());
        Users users = Users.of(file);

        User nobody = users.nobody("eve");

        assertThat(nobody.salt()).hasSameSizeAs(users.find("ann").salt()).isEqualTo(users.nobody("eve").salt());
        assertThat(nobody.iterations()).isEqualTo(users.find("ann").iterations());
    }

    @Test
    void isKeptByACommand() throws IOException {
        Users.put(file, "ann", "one".toCharArray());

        assertThat(UsersMain.execute(file.toString(), "remove", "ann")).isZero();
        assertThat(UsersMain.execute(file.toString(), "remove", "ann")).isNotZero();
        assertThat(UsersMain.execute(file.toString(), "put", "a:b")).isNotZero();
        assertThat(Files.readString(file)).isEmpty();
    }
}
