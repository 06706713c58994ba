/** Connection factories in transactions of Open Liberty: how connections are enlisted, shared, taken away and given back. */
package io.ternmq.liberty.transactions;
