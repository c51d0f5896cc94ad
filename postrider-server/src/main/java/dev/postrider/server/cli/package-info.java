/**
 * The command line. A command is thin: it parses, calls the relay's API and prints. It starts no Spring application; knows the
 * starter's settings, the outbox and the relay.
 */
@NullMarked
package dev.postrider.server.cli;

import org.jspecify.annotations.NullMarked;
