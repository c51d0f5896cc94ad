/** The examples of the documents, compiled and run. They see of Postrider what an application sees. */
@NullMarked
package dev.postrider.docs;

import org.jspecify.annotations.NullMarked;
