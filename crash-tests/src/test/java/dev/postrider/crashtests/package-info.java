/**
 * Tests that do to a running relay what the crash table of the documentation speaks of, for real: processes killed and paused,
 * networks cut, disks full. Knows the relay as an application does; compares what was committed with what arrived, every
 * column of every row.
 */
@NullMarked
package dev.postrider.crashtests;

import org.jspecify.annotations.NullMarked;
