/** The type of the field comes after the first task is on the screen: the phone's own Chinese is good enough until then. */
import '../ui/fonts.css';
