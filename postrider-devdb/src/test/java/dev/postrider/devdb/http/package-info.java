/** Tests of the HTTP interface: its parts alone, and over the wire. */
@NullMarked
package dev.postrider.devdb.http;

import org.jspecify.annotations.NullMarked;
