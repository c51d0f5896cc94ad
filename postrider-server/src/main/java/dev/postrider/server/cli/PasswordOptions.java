package dev.postrider.server.cli;

import dev.postrider.console.access.Passwords;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a password comes from: made up, or read, but never from the arguments, which every user of the machine can see. */
final class PasswordOptions {

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--password-stdin",
            description = "read the password from standard input, a line, instead of making one up")
    boolean fromStandardInput;

    /** The password, which is long enough. */
    String password() {
        return fromStandardInput ? read(spec) : Passwords.random();
    }

    static String read(CommandSpec spec) {
        try {
            String line = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
            if (line == null) {
                throw new ParameterException(spec.commandLine(), "there is no password on standard input");
            }
            return line;
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), "standard input can't be read: " + e.getMessage(), e);
        }
    }

    static String hash(String password, CommandSpec spec) {
        try {
            return Passwords.hash(password);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
