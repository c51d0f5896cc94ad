/**
 * How a command asks the admin API of a server in place of the databases. Knows addresses, tokens, requests and problems, and nothing of what
 * commands print.
 */
@NullMarked
package dev.postrider.server.cli.remote;

import org.jspecify.annotations.NullMarked;
