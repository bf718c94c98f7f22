/* Scripts of pages for people who are not signed in. */
import "clientpix/parts/busy";
import "clientpix/parts/copy-button";
import "clientpix/parts/request-errors";
import "clientpix/parts/reveal-password";
import "clientpix/parts/toasts";
